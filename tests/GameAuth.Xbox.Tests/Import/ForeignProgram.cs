using System.Text.Json;

namespace GameAuth.Xbox.Tests;

/// <summary>Another program that signed its player in at the emulator, and the directory where it keeps that in the clear.</summary>
internal sealed class ForeignProgram(XboxWorld world) : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-foreign-");

    public string Home => _home.FullName;

    public string ClientId => world.Emulator.Configuration["GameAuth:Xbox:ClientId"]!;

    /// <summary>Signs in by device code, and returns the refresh token.</summary>
    public async Task<string> SignInAsync()
    {
        using HttpClient http = new() { BaseAddress = new Uri(world.Emulator.Configuration["GameAuth:Xbox:Endpoints:login"]!) };
        JsonElement code = await PostAsync(http, "oauth20_connect.srf", ("client_id", ClientId), ("scope", XboxDefaults.Scope), ("response_type", "device_code"));
        for (int i = 0; i < 4; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            JsonElement answer = await PostAsync(
                http, "oauth20_token.srf", ("client_id", ClientId), ("device_code", code.GetProperty("device_code").GetString()!),
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"));
            if (answer.TryGetProperty("refresh_token", out JsonElement token))
            {
                return token.GetString()!;
            }
        }

        throw new InvalidOperationException("Nobody approved the code.");
    }

    public async Task<string> WriteAsync(string name, object content)
    {
        string path = Path.Combine(Home, name);
        await File.WriteAllTextAsync(path, content as string ?? JsonSerializer.Serialize(content));
        return path;
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, params (string Name, string Value)[] form)
    {
        using FormUrlEncodedContent body = new(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using HttpResponseMessage answer = await http.PostAsync(new Uri(path, UriKind.Relative), body);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
