namespace MinecraftLauncher.Bedrock;

/// <summary>The body of <c>POST /authentication</c>: the public key as a DER SubjectPublicKeyInfo in base64.</summary>
internal sealed record BedrockRequest(string IdentityPublicKey);
