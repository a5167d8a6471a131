using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Begins a sign-in in a browser: <c>POST /authenticate</c> on sisu.xboxlive.com, contract version 1, signed, which hands out the page.</summary>
internal sealed class SisuSignIn(XboxAuthClient client, XboxOptions options, MsaApplication application, XboxDeviceIdentities identities, DeviceTokens devices)
{
    public const string Step = "sisu authenticate";
    private const string NoTitle =
        "xbox: sisu.xboxlive.com begins no sign-in for this client id. Check that ClientId is a title's, that TitleId is of the same title, and that RedirectUri is one that the title may use.";
    private const int MaxSession = 1024;

    /// <summary>Asks SISU for the page to send the player to.</summary>
    /// <exception cref="GameAuthException">SISU refused, or its page is not one of Microsoft's.</exception>
    public async Task<SisuSession> BeginAsync(PendingAccount pending, AuthorizationRequest request, string? prompt, CancellationToken cancellationToken)
    {
        ProofKey key = identities.OpenKey(await pending.GetTokenAsync(identities, cancellationToken: cancellationToken).ConfigureAwait(false));
        for (bool isAgain = false; ; isAgain = true)
        {
            DeviceToken device = await pending.GetTokenAsync(devices, cancellationToken: cancellationToken).ConfigureAwait(false);
            ProviderResponse answer = await client.PostAsync(Call(device, request, prompt), key, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccess)
            {
                SisuAuthenticateAnswer body = answer.ReadJson(XboxJson.Default.SisuAuthenticateAnswer);
                return new SisuSession(client.CheckPage(body.MsaOauthRedirect, Step), SessionOf(answer), device.Token);
            }

            XboxRefusal refusal = client.ReadRefusal(answer);
            if (isAgain || refusal.Rejected is not RejectedToken.Device || !pending.Refuse(devices, device))
            {
                throw refusal.ToException(NoTitle);
            }
        }
    }

    private static Secret? SessionOf(ProviderResponse answer) =>
        answer.Header("X-SessionId") is { Length: > 0 and <= MaxSession } session ? new Secret(session) : null;

    private XboxSignedCall Call(DeviceToken device, AuthorizationRequest request, string? prompt)
    {
        SisuAuthenticateRequest body = new()
        {
            AppId = options.ClientId,
            TitleId = options.TitleId!,
            RedirectUri = request.Redirect,
            DeviceToken = device.Token.Reveal(),
            Sandbox = options.Sandbox,
            Offers = [application.Scope],
            Query = new() { CodeChallenge = request.CodeChallenge, CodeChallengeMethod = Pkce.Method, State = request.State.Reveal(), Prompt = prompt },
        };
        return XboxSignedCall.Of(Step, XboxEndpoint.Sisu, "/authenticate", body, XboxJson.Default.SisuAuthenticateRequest);
    }
}

/// <summary>The body of <c>/authenticate</c> on sisu.xboxlive.com.</summary>
internal sealed class SisuAuthenticateRequest
{
    public required string AppId { get; init; }

    /// <summary>Decimal digits, as a text.</summary>
    public required string TitleId { get; init; }

    public required string RedirectUri { get; init; }
    public required string DeviceToken { get; init; }
    public required string Sandbox { get; init; }
    public string TokenType { get; } = "code";
    public required IReadOnlyList<string> Offers { get; init; }
    public required SisuQuery Query { get; init; }
}

/// <summary>What SISU puts into the address of Microsoft's page.</summary>
internal sealed class SisuQuery
{
    /// <summary>What clients are seen to send, on a desktop too.</summary>
    [JsonPropertyName("display")]
    public string Display { get; } = "android_phone";

    [JsonPropertyName("code_challenge")]
    public required string? CodeChallenge { get; init; }

    [JsonPropertyName("code_challenge_method")]
    public required string CodeChallengeMethod { get; init; }

    [JsonPropertyName("state")]
    public required string State { get; init; }

    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }
}

/// <summary>The answer of <c>/authenticate</c> on sisu.xboxlive.com. Its <c>MsaRequestParameters</c> say the same as the address and are not read.</summary>
internal sealed class SisuAuthenticateAnswer
{
    public string? MsaOauthRedirect { get; set; }
}
