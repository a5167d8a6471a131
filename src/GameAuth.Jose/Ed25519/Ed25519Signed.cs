namespace GameAuth.Jose;

/// <summary>A message with its signature and the key to judge it by, for <see cref="Ed25519PublicKey.VerifyBatch"/>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Message">What was signed.</param>
/// <param name="Signature">R and S, 64 bytes.</param>
public readonly record struct Ed25519Signed(Ed25519PublicKey Key, ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Signature);
