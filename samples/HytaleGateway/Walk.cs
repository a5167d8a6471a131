using System.Text;
using System.Text.Json;
using GameAuth.Emulator;

namespace HytaleGateway;

/// <summary>Walks through the eight calls as a panel would, and prints each as curl has it. Calls go to the nodes by turns: any of them serves any caller.</summary>
internal sealed class Walk(string[] nodes, GameAuthEmulator hytale) : IDisposable
{
    public const string Root = "/api/v1/hytale/oauth";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private int _calls;
    private int _failures;

    /// <returns>How many steps went otherwise than they should.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        hytale.SignIns.Default = new SignInScript { Decision = SignInDecision.Manual };
        JsonElement code = await PostAsync(200, "device-code", new { }, bearer: null, cancellationToken);
        string device = code.GetProperty("device_code").GetString()!;
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        await PostAsync(401, "token", new { device_code = device }, bearer: null, cancellationToken);
        Console.WriteLine($"\nThe owner types {code.GetProperty("user_code")} at {code.GetProperty("verification_uri")}.");
        hytale.Hytale.Approve(code.GetProperty("user_code").GetString()!);
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        JsonElement tokens = await PostAsync(200, "token", new { device_code = device }, bearer: null, cancellationToken);
        tokens = await PostAsync(200, "refresh", new { refresh_token = tokens.GetProperty("refresh_token").GetString() }, bearer: null, cancellationToken);
        string access = tokens.GetProperty("access_token").GetString()!;
        JsonElement profiles = await PostAsync(200, "profiles", new { }, access, cancellationToken);
        string profile = profiles.GetProperty("profiles")[0].GetProperty("uuid").GetString()!;
        await PostAsync(200, "select-profile", new { profile_uuid = profile }, access, cancellationToken);
        JsonElement session = await PostAsync(200, "game-session/new", new { }, access, cancellationToken);
        string id = session.GetProperty("session_id").GetString()!;
        JsonElement next = await PostAsync(200, "game-session/refresh", new { session_id = id }, access, cancellationToken);
        Check(next.GetProperty("session_token").GetString() != session.GetProperty("session_token").GetString(), "the session has other tokens under the same id");
        await PostAsync(200, "game-session/delete", new { session_id = id }, access, cancellationToken);
        Check(hytale.Hytale.Sessions.Count == 0, "Hytale has no session of it any more");
        await PostAsync(404, "game-session/refresh", new { session_id = id }, access, cancellationToken);
        await PostAsync(404, "nothing", new { }, bearer: null, cancellationToken);
        return _failures;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> PostAsync(int status, string path, object body, string? bearer, CancellationToken cancellationToken)
    {
        string address = $"{nodes[_calls++ % nodes.Length]}{Root}/{path}";
        string json = JsonSerializer.Serialize(body);
        Console.WriteLine($"\ncurl -s -H 'Content-Type: application/json'{(bearer is null ? "" : " -H 'Authorization: Bearer ACCESS_TOKEN'")} -d '{Short(json)}' {address}");
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (bearer is not null)
        {
            request.Headers.Authorization = new("Bearer", bearer);
        }

        using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken);
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        string left = answer.Headers.TryGetValues("X-RateLimit-Remaining", out IEnumerable<string>? remaining) ? $", {remaining.Single()} left" : "";
        Console.WriteLine($"  {(int)answer.StatusCode}{left}: {Short(text)}");
        Check((int)answer.StatusCode == status, $"{path} is answered with {status}");
        return JsonDocument.Parse(text).RootElement;
    }

    private void Check(bool holds, string step)
    {
        _failures += holds ? 0 : 1;
        Console.WriteLine($"{(holds ? "ok" : "WRONG")} {step}");
    }

    // A screen is no place for tokens.
    private static string Short(string json) => System.Text.RegularExpressions.Regex.Replace(json, @"""([A-Za-z0-9_.-]{8})[A-Za-z0-9_.-]{30,}""", "\"$1…\"", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
