using System.Text.Json.Serialization;
using GameAuth;
using GameAuth.Providers;
using GameAuth.Xbox;

namespace MinecraftLauncher.Java;

/// <summary>
/// A link of this program's own: the Minecraft token hangs on an XSTS token, so it is minted once for all callers and processes, sealed like the others, and
/// gone with the sign-in.
/// </summary>
internal sealed class MinecraftTokens(XstsTokens xsts, MinecraftChannel channel)
    : TokenSource<MinecraftToken>("minecraft", TokenScope.Account, RefreshBehavior.Remint, MinecraftRowJson.Default.MinecraftToken)
{
    // The trailing slash is part of the name.
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    protected override async Task<MinecraftToken> MintAsync(MintContext<MinecraftToken> mint, CancellationToken deadline)
    {
        XstsToken parent = await mint.ParentAsync(xsts, RelyingParty);
        LoginWithXbox body = new() { IdentityToken = $"XBL3.0 x={parent.UserHash};{parent.Token.Reveal()}" };
        ProviderResponse answer = await channel.PostAsync(
            "login with xbox", new Uri(channel.Services, "/authentication/login_with_xbox"), authorization: null, body, MinecraftJson.Default.LoginWithXbox, deadline);
        if (answer.Status == 401)
        {
            // The XSTS token may have ended on the way: GameAuth mints it again and runs this once more, once.
            mint.Refused(xsts, parent, RelyingParty);
        }

        if (!answer.IsSuccess)
        {
            throw MinecraftErrors.ToException(answer);
        }

        LoginAnswer login = answer.ReadJson(MinecraftJson.Default.LoginAnswer);
        return login is { AccessToken: { } token, ExpiresIn: > 0 and <= 31 * 24 * 3600 }
            ? new MinecraftToken(token, answer.ReceivedAt.AddSeconds(login.ExpiresIn))
            : throw answer.Failure("has no usable access_token, or no end of it", isTransient: false);
    }
}

/// <summary>The token that Minecraft: Java Edition is started with, and that its services take.</summary>
internal sealed record MinecraftToken(Secret AccessToken, DateTimeOffset? ExpiresAt) : IToken
{
    // A method, because a property would be printed and stored.
    public string ToHeader() => $"Bearer {AccessToken.Reveal()}";
}

/// <summary>The body of <c>POST /authentication/login_with_xbox</c>. No record: a record prints what it holds.</summary>
internal sealed class LoginWithXbox
{
    /// <summary>The whole header value of an XSTS token.</summary>
    public required string IdentityToken { get; init; }
}

/// <summary>Its answer. <c>username</c> is an id of the account, not of the player, and is not read.</summary>
internal sealed record LoginAnswer
{
    [JsonPropertyName("access_token")]
    public Secret? AccessToken { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("expires_in"), JsonConverter(typeof(WireInt64Converter))]
    public long ExpiresIn { get; init; }
}
