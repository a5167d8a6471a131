using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;
using GameAuth.Emulator.Hosting;
using GameAuth.Emulator.Xbox.Signing;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Xbox.Tokens;

/// <summary>POST /authenticate of sisu.xboxlive.com: begins a sign-in in a browser and says where the browser must go.</summary>
internal sealed class SisuAuthenticate(XboxAuthority authority, EmulatedHost login)
{
    private const string Offer = "service::user.auth.xboxlive.com::MBI_SSL";

    public Reply Answer(Exchange exchange)
    {
        if (XboxBody.Parse(exchange.Body) is not { } body) { return XboxReply.Malformed(exchange, "the body is not a JSON object"); }
        if ((ProblemOf(body) ?? ProblemOfQuery(body)) is { } wrong) { return XboxReply.Malformed(exchange, wrong); }
        (XboxToken? device, long? error) = DeviceTokenCheck.Read(authority, exchange, body.Text("DeviceToken"));
        if (SignatureGate.Refuse(authority, exchange, null, device, authority.Options.Freshness.Sisu, required: true) is { } refusal) { return refusal; }
        if (error is { } code) { return XboxReply.ErrorHeader(exchange, code); }
        string clientId = body.Text("AppId")!;
        if (Guid.TryParse(clientId, out _)) { return XboxReply.ForbiddenTitle(exchange, "an Azure application is no title"); }
        if (TitleIds.Contradicts(clientId, TitleIdOf(body)!)) { return XboxReply.ForbiddenTitle(exchange, "TitleId is another client's"); }
        if (body.Text("Sandbox") != "RETAIL") { return XboxReply.ErrorHeader(exchange, XErrCode.ContentIsolation); }
        Dictionary<string, string?> parameters = ParametersOf(body, clientId);
        return Reply.Of(200, new JsonObject
        {
            ["MsaOauthRedirect"] = QueryHelpers.AddQueryString(new Uri(login.BaseAddress, LoginHost.AuthorizePath).AbsoluteUri, parameters),
            ["MsaRequestParameters"] = new JsonObject(parameters.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))),
            ["Emulated"] = true,
        }).With("X-SessionId", authority.SisuSessions.Begin(clientId, device!));
    }

    private static string? ProblemOf(XboxBody body)
    {
        string? wrong = body.ExpectText("AppId")
            ?? body.ExpectText("RedirectUri")
            ?? body.ExpectText("DeviceToken")
            ?? body.ExpectText("Sandbox")
            ?? body.Expect("TokenType", "code");
        if (wrong is not null) { return wrong; }
        if (TitleIdOf(body) is null) { return "TitleId must be decimal digits"; }
        if (body.Texts("Offers")?.Contains(Offer) != true) { return "Offers must hold " + Offer; }
        return RedirectAddress.IsAllowed(body.Text("RedirectUri")!, body.Text("AppId")!)
            ? null
            : "RedirectUri must be http on loopback, the desktop address, or ms-xal-{AppId}://auth";
    }

    private static string? ProblemOfQuery(XboxBody body)
    {
        string? wrong = body.ExpectText("Query.state") ?? body.Expect("Query.code_challenge_method", "S256");
        if (wrong is not null) { return wrong; }
        if (!CodeChallenge.IsWellFormed(body.Text("Query.code_challenge"))) { return "Query.code_challenge must be 43 characters of base64url"; }
        return body.Member("Query")!.Value.EnumerateObject().Any(one => one.Value.ValueKind is not JsonValueKind.String)
            ? "Query must hold texts only"
            : null;
    }

    private static string? TitleIdOf(XboxBody body)
    {
        string? text = body.Text("TitleId") ?? (body.Member("TitleId") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : null);
        return text is { Length: > 0 } && text.All(char.IsAsciiDigit) ? text : null;
    }

    /// <summary>What the client said in Query goes on to the sign-in page, but never over what SISU says itself.</summary>
    private static Dictionary<string, string?> ParametersOf(XboxBody body, string clientId)
    {
        Dictionary<string, string?> parameters = new(StringComparer.Ordinal);
        foreach (JsonProperty one in body.Member("Query")!.Value.EnumerateObject()) { parameters[one.Name] = one.Value.GetString(); }
        parameters["client_id"] = clientId;
        parameters["redirect_uri"] = body.Text("RedirectUri");
        parameters["response_type"] = "code";
        parameters["scope"] = Offer;
        return parameters;
    }
}

/// <summary>The browser sign-ins that sisu.xboxlive.com began, by the id in <c>X-SessionId</c>. Not thread safe: the emulator serializes access.</summary>
internal sealed class SisuSessions
{
    private readonly Dictionary<string, (string ClientId, XboxToken Device)> _sessions = new(StringComparer.Ordinal);

    public static string NewId() => "emulator-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Begin(string clientId, XboxToken device)
    {
        string id = NewId();
        _sessions.Add(id, (clientId, device));
        return id;
    }

    /// <summary>Whether a session is this client's, on this device.</summary>
    public bool Knows(string id, string clientId, XboxToken device) =>
        _sessions.TryGetValue(id, out (string ClientId, XboxToken Device) session)
        && session.ClientId == clientId && ReferenceEquals(session.Device, device);
}
