using System.Text;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests to PlayStation Network, each as its published shape says.</summary>
internal static class PsnFlow
{
    public const string Account = "ca.account.sony.com";
    public const string SignIn = "my.account.sony.com";
    public const string Api = "m.np.playstation.com";
    public const string Community = "us-prof.np.community.playstation.net";
    public const string Devices = "dms.api.playstation.com";
    public const string PsnClient = "e3000000-0000-4000-8000-000000000001";
    public const string Secret = "synthetic-psn-client";
    public const string PsnRedirect = "com.example.psn-app://redirect";
    public const string PsnScope = "psn:mobile.v2.core psn:clientapp";
    public const string TokenPath = "/api/authz/v3/oauth/token";

    public static string DeviceId { get; } = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

    public static string Basic(string client = PsnClient, string secret = Secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{client}:{secret}"));

    public static string NewId() => Guid.NewGuid().ToString();

    /// <summary>The authorization request of an application; a value of null leaves its parameter out.</summary>
    public static Task<WireAnswer> PsnAuthorizeAsync(this WireClient client, string? npsso, params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> query = new()
        {
            ["client_id"] = PsnClient, ["response_type"] = "code", ["scope"] = PsnScope, ["redirect_uri"] = PsnRedirect,
            ["service_entity"] = "urn:service-entity:psn", ["access_type"] = "offline", ["cid"] = NewId(), ["no_captcha"] = "true",
        };
        foreach ((string name, string? value) in others) { query[name] = value; }
        string text = string.Join('&', query.Where(one => one.Value is not null).Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value!)}"));
        HttpRequestMessage request = new(HttpMethod.Get, client.Address(Account, "/api/authz/v3/oauth/authorize?" + text));
        if (npsso is not null) { request.Headers.TryAddWithoutValidation("Cookie", "npsso=" + npsso); }
        return client.SendAsync(request);
    }

    /// <summary>A token request; the id goes into the header, and also into the body where the fields have a <c>cid</c>.</summary>
    public static Task<WireAnswer> PsnTokenAsync(this WireClient client, string? authorization, string? cid, params (string Name, string Value)[] fields)
    {
        HttpRequestMessage request = new(HttpMethod.Post, client.Address(Account, TokenPath))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        if (cid is not null) { request.Headers.TryAddWithoutValidation("X-Psn-Correlation-Id", cid); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> PsnCodeAsync(this WireClient client, string code, string? cid = null, string redirect = PsnRedirect)
    {
        cid ??= NewId();
        return client.PsnTokenAsync(Basic(), cid, ("token_format", "jwt"), ("grant_type", "authorization_code"), ("redirect_uri", redirect), ("code", code), ("cid", cid));
    }

    public static Task<WireAnswer> PsnRefreshAsync(this WireClient client, string token, string? cid = null) =>
        client.PsnTokenAsync(Basic(), cid ?? NewId(), ("token_format", "jwt"), ("grant_type", "refresh_token"), ("scope", PsnScope), ("refresh_token", token));

    /// <summary>From a browser session to tokens.</summary>
    public static async Task<WireAnswer> PsnSignInAsync(this WireClient client, string npsso) =>
        await client.PsnCodeAsync((await client.PsnAuthorizeAsync(npsso)).Carried("code")!);

    public static Task<WireAnswer> PsnGetAsync(this WireClient client, string host, string target, string? access, string? requestId = null, bool withId = true)
    {
        HttpRequestMessage request = new(HttpMethod.Get, client.Address(host, target));
        if (access is not null) { request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + access); }
        if (withId) { request.Headers.TryAddWithoutValidation("x-psn-request-id", requestId ?? NewId()); }
        return client.SendAsync(request);
    }

    /// <summary>Status, code and message of an NP error.</summary>
    public static (int Status, int Code, string Message) NpError(this WireAnswer answer) =>
        ((int)answer.Status, answer.Json["error"]!["code"]!.GetValue<int>(), answer.Json["error"]!["message"]!.GetValue<string>());

    /// <summary>Status, word and code of an error of the account host.</summary>
    public static (int Status, string Error, int Code) AccountError(this WireAnswer answer) =>
        ((int)answer.Status, answer["error"], answer.Json["error_code"]!.GetValue<int>());
}
