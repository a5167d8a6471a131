using Microsoft.IdentityModel.Tokens;

namespace GameAuth.IdentityModel;

/// <summary>Answers for <c>EdDSA</c>, which RFC 9864 calls <c>Ed25519</c>, with an <see cref="Ed25519SecurityKey"/>, and for nothing else.</summary>
internal sealed class Ed25519CryptoProvider : ICryptoProvider
{
    public static readonly Ed25519CryptoProvider Instance = new();

    public bool IsSupportedAlgorithm(string algorithm, params object[] args) =>
        algorithm is Ed25519SecurityKey.Algorithm or "Ed25519" && args is [Ed25519SecurityKey, ..];

    /// <exception cref="NotSupportedException">It is asked for another algorithm or key, or for a signer.</exception>
    public object Create(string algorithm, params object[] args) =>
        IsSupportedAlgorithm(algorithm, args) && args is [Ed25519SecurityKey key, ..] && args is not [_, true, ..]
            ? new Ed25519SignatureProvider(key)
            : throw new NotSupportedException($"An {nameof(Ed25519SecurityKey)} verifies {Ed25519SecurityKey.Algorithm} and does nothing else.");

    public void Release(object cryptoInstance) => (cryptoInstance as IDisposable)?.Dispose();
}
