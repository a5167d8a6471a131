using Microsoft.IdentityModel.Tokens;

namespace GameAuth.IdentityModel;

/// <summary>Verifies with one key. There is nothing to dispose, so it works on after that, whoever holds it.</summary>
internal sealed class Ed25519SignatureProvider(Ed25519SecurityKey key) : SignatureProvider(key, Ed25519SecurityKey.Algorithm)
{
    public override byte[] Sign(byte[] input) => throw new NotSupportedException("There is no private key; this package verifies only.");

    public override bool Verify(byte[] input, byte[] signature)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(signature);
        return key.Verify(input, signature);
    }

    /// <summary>The handler calls this one, with arrays of its pool that are longer than what they hold.</summary>
    public override bool Verify(byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(signature);
        return key.Verify(input.AsSpan(inputOffset, inputLength), signature.AsSpan(signatureOffset, signatureLength));
    }

    protected override void Dispose(bool disposing)
    {
    }
}
