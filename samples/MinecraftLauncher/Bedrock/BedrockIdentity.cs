using GameAuth;
using GameAuth.Providers;

namespace MinecraftLauncher.Bedrock;

/// <summary>What a client of Minecraft: Bedrock Edition presents to a server: a chain of certificates, and the key that it names.</summary>
/// <param name="Chain">The chain, root first: JWTs signed with ES384.</param>
/// <param name="PrivateKey">The P-384 key that the last of them is for, as PKCS #8 in base64.</param>
/// <param name="ExpiresAt">The end of the last one.</param>
internal sealed record BedrockIdentity(IReadOnlyList<Secret> Chain, Secret PrivateKey, DateTimeOffset? ExpiresAt) : IToken;
