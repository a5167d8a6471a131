using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Pd2;

/// <summary>An emulator that serves Project Diablo 2 alone, whose clock goes on when a test says so.</summary>
public abstract class Pd2Test : EmulatorTest
{
    internal const string Api = "api.projectdiablo2.com";
    internal const string Site = "projectdiablo2.com";

    protected Pd2Test() => Time = new ManualTime { WaitsForAdvance = true };

    protected sealed override void Configure(EmulatorOptions options)
    {
        options.Providers.Add("pd2");
        Configure(options, options.Pd2);
    }

    protected virtual void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2)
    {
        // Most tests want the strict defaults.
    }

    private protected string? LastNote => Emulator.Log.Events[^1].Note;

    /// <summary>A client that has read the open packet and the unasked connect.</summary>
    private protected async Task<Pd2Client> ConnectAsync()
    {
        Pd2Client client = await Pd2Client.OpenAsync(Emulator);
        Assert.StartsWith("0{", await client.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal("40", await client.ReceiveAsync());
        return client;
    }

    private protected async Task<Pd2Client> SignedInAsync(string player = "EmuTrader")
    {
        Pd2Client client = await ConnectAsync();
        Assert.Null((await SessionAsync(client, Emulator.Pd2.WebsiteTokenOf(player)))[0]);
        return client;
    }

    private protected static Task<JsonArray> SessionAsync(Pd2Client client, string token, int id = 420, string strategy = "jwt") =>
        client.CallAsync(id, $$"""
            "create","security/session",{"strategy":"{{strategy}}","accessToken":"{{token}}"},{}
            """);

    private protected Task<WireAnswer> SendAsync(string method, string target, string? token = null, string? json = null, string host = Api)
    {
        HttpRequestMessage request = new(new HttpMethod(method), Client.Address(host, target));
        if (token is not null) { request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token); }
        if (json is not null) { request.Content = new StringContent(json, Encoding.UTF8, "application/json"); }
        return Client.SendAsync(request);
    }

    private protected Task<WireAnswer> FormAsync(string host, string path, string? cookie, params (string Name, string Value)[] fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Client.Address(host, path)) { Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))) };
        if (cookie is not null) { request.Headers.TryAddWithoutValidation("Cookie", cookie); }
        return Client.SendAsync(request);
    }

    private protected async Task<WireAnswer> AuthorizeAsync(string scope = "openid stash:read listing:read", params (string Name, string Value)[] others)
    {
        Dictionary<string, string> query = new()
        {
            ["client_id"] = "emulated-pd2-client", ["redirect_uri"] = "http://127.0.0.1/pd2", ["response_type"] = "code", ["scope"] = scope, ["state"] = "s1",
        };
        foreach ((string name, string value) in others) { query[name] = value; }
        return await SendAsync("GET", "/oauth/auth?" + string.Join('&', query.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}")));
    }

    private protected async Task<WireAnswer> TokenAsync(string scope = "openid stash:read listing:read") =>
        await CodeAsync((await AuthorizeAsync(scope)).Carried("code")!);

    private protected Task<WireAnswer> CodeAsync(string code, string secret = "synthetic-pd2-client") => FormAsync(Api, "/oauth/token", null,
        ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://127.0.0.1/pd2"), ("client_id", "emulated-pd2-client"), ("client_secret", secret));

    private protected Task<WireAnswer> RefreshAsync(string token) => FormAsync(Api, "/oauth/token", null,
        ("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "emulated-pd2-client"), ("client_secret", "synthetic-pd2-client"));

    private protected static int CodeOf(JsonArray answer) => Assert.Single(answer)!["code"]!.GetValue<int>();
}
