using System.Security.Cryptography;
using GameAuth;
using GameAuth.Providers;
using GameAuth.Xbox;

namespace MinecraftLauncher.Bedrock;

/// <summary>A second link of this program's own: a fresh key, certified by Minecraft for the player of an XSTS token.</summary>
internal sealed class BedrockIdentities(XstsTokens xsts, MinecraftChannel channel)
    : TokenSource<BedrockIdentity>("bedrock", TokenScope.Account, RefreshBehavior.Remint, MinecraftRows.Default.BedrockIdentity)
{
    private const string RelyingParty = "https://multiplayer.minecraft.net/";

    protected override async Task<BedrockIdentity> MintAsync(MintContext<BedrockIdentity> mint, CancellationToken deadline)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        XstsToken parent = await mint.ParentAsync(xsts, RelyingParty);
        string publicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        ProviderResponse answer = await channel.PostAsync(
            "bedrock chain", new Uri(channel.Multiplayer, "/authentication"), $"XBL3.0 x={parent.UserHash};{parent.Token.Reveal()}",
            new BedrockRequest(publicKey), MinecraftWire.Default.BedrockRequest, deadline);
        if (answer.Status == 401)
        {
            mint.Refused(xsts, parent, RelyingParty);
        }

        if (!answer.IsSuccess)
        {
            throw MinecraftErrors.ToException(answer);
        }

        IReadOnlyList<Secret> chain = answer.ReadJson(MinecraftWire.Default.BedrockAnswer).Chain;
        if (chain is not [.., { } last] || BedrockCertificate.Read(last) is not { Expires: > 0 and < 253402300800 } claims || claims.IdentityPublicKey != publicKey)
        {
            throw answer.Failure("has no chain that ends with the key that was sent", isTransient: false);
        }

        Secret privateKey = new(Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
        return new BedrockIdentity(chain, privateKey, DateTimeOffset.FromUnixTimeSeconds(claims.Expires));
    }
}
