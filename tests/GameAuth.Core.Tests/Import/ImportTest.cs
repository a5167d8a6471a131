using System.Text.Json;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Import;

/// <summary>A test of imports: another program of the toy's, its file, and hosts that take it over.</summary>
public abstract class ImportTest : EngineTest, IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-import-");

    protected ImportTest() => Harness.Open = static (context, options) => new ImportingToyProvider(context, options);

    protected string Home => _home.FullName;

    protected string Source => Path.Combine(Home, "toy-session.json");

    public void Dispose()
    {
        _home.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A refresh token that the other program got for a player.</summary>
    protected async Task<string> IssueAsync(string player)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(ToyDefaults.AuthBase, "signin"))
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("code", $"code-of-{player}")]),
        };
        using HttpResponseMessage answer = await Server.AnswerAsync(request, CancellationToken.None);
        using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("refresh_token").GetString()!;
    }

    protected async Task<string> WriteAsync(params object[] sessions) => await WriteFileAsync(new { device_id = "d-of-the-other-program", sessions });

    protected async Task<string> WriteFileAsync(object file)
    {
        string text = JsonSerializer.Serialize(file);
        await File.WriteAllTextAsync(Source, text);
        return text;
    }

    protected Task<ImportResult> ImportAsync(ContractHost host, bool remove = false, string? clientId = null) => Front(host).ImportAsync(
        ToyImport.FromSessionFile(Home) with { ClientId = clientId }, new ImportOptions { RemoveSource = remove });
}
