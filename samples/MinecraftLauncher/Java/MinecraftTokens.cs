using GameAuth.Providers;
using GameAuth.Xbox;

namespace MinecraftLauncher.Java;

/// <summary>
/// A link of this program's own: the Minecraft token hangs on an XSTS token, so it is minted once for all callers and processes, sealed like the others, and
/// gone with the sign-in.
/// </summary>
internal sealed class MinecraftTokens(XstsTokens xsts, MinecraftChannel channel)
    : TokenSource<MinecraftToken>("minecraft", TokenScope.Account, RefreshBehavior.Remint, MinecraftRows.Default.MinecraftToken)
{
    // The trailing slash is part of the name.
    private const string RelyingParty = "rp://api.minecraftservices.com/";

    protected override async Task<MinecraftToken> MintAsync(MintContext<MinecraftToken> mint, CancellationToken deadline)
    {
        XstsToken parent = await mint.ParentAsync(xsts, RelyingParty);
        LoginWithXbox body = new() { IdentityToken = $"XBL3.0 x={parent.UserHash};{parent.Token.Reveal()}" };
        ProviderResponse answer = await channel.PostAsync(
            "login with xbox", new Uri(channel.Services, "/authentication/login_with_xbox"), authorization: null, body, MinecraftWire.Default.LoginWithXbox, deadline);
        if (answer.Status == 401)
        {
            // The XSTS token may have ended on the way: GameAuth mints it again and runs this once more, once.
            mint.Refused(xsts, parent, RelyingParty);
        }

        if (!answer.IsSuccess)
        {
            throw MinecraftErrors.ToException(answer);
        }

        LoginAnswer login = answer.ReadJson(MinecraftWire.Default.LoginAnswer);
        return login is { AccessToken: { } token, ExpiresIn: > 0 and <= 31 * 24 * 3600 }
            ? new MinecraftToken(token, answer.ReceivedAt.AddSeconds(login.ExpiresIn))
            : throw answer.Failure("has no usable access_token, or no end of it", isTransient: false);
    }
}
