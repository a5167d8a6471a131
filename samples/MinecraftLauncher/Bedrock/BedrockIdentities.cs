using System.Security.Cryptography;
using GameAuth;
using GameAuth.Providers;
using GameAuth.Xbox;

namespace MinecraftLauncher.Bedrock;

/// <summary>A second link of this program's own: a fresh key, certified by Minecraft for the player of an XSTS token.</summary>
internal sealed class BedrockIdentities(XstsTokens xsts, MinecraftChannel channel)
    : TokenSource<BedrockIdentity>("bedrock", TokenScope.Account, RefreshBehavior.Remint, MinecraftRowJson.Default.BedrockIdentity)
{
    private const string RelyingParty = "https://multiplayer.minecraft.net/";

    protected override async Task<BedrockIdentity> MintAsync(MintContext<BedrockIdentity> mint, CancellationToken deadline)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        XstsToken parent = await mint.ParentAsync(xsts, RelyingParty);
        string publicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        ProviderResponse answer = await channel.PostAsync(
            "bedrock chain", new Uri(channel.Multiplayer, "/authentication"), $"XBL3.0 x={parent.UserHash};{parent.Token.Reveal()}",
            new BedrockRequest(publicKey), MinecraftJson.Default.BedrockRequest, deadline);
        if (answer.Status == 401)
        {
            mint.Refused(xsts, parent, RelyingParty);
        }

        if (!answer.IsSuccess)
        {
            throw MinecraftErrors.ToException(answer);
        }

        IReadOnlyList<Secret> chain = answer.ReadJson(MinecraftJson.Default.BedrockAnswer).Chain;
        if (chain is not [.., { } last] || BedrockCertificate.Read(last) is not { Expires: > 0 and < 253402300800 } claims || claims.IdentityPublicKey != publicKey)
        {
            throw answer.Failure("has no chain that ends with the key that was sent", isTransient: false);
        }

        Secret privateKey = new(Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
        return new BedrockIdentity(chain, privateKey, DateTimeOffset.FromUnixTimeSeconds(claims.Expires));
    }
}

/// <summary>What a client of Minecraft: Bedrock Edition presents to a server: a chain of certificates, and the key that it names.</summary>
/// <param name="Chain">The chain, root first: JWTs signed with ES384.</param>
/// <param name="PrivateKey">The P-384 key that the last of them is for, as PKCS #8 in base64.</param>
/// <param name="ExpiresAt">The end of the last one.</param>
internal sealed record BedrockIdentity(IReadOnlyList<Secret> Chain, Secret PrivateKey, DateTimeOffset? ExpiresAt) : IToken;

/// <summary>The body of <c>POST /authentication</c>: the public key as a DER SubjectPublicKeyInfo in base64.</summary>
internal sealed record BedrockRequest(string IdentityPublicKey);

/// <summary>Its answer.</summary>
internal sealed record BedrockAnswer
{
    public IReadOnlyList<Secret> Chain { get; init; } = [];
}
