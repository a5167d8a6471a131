using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>Holds a private key and signs with it. Implement it for a key that lives in hardware or in a service.</summary>
/// <remarks>An implementation must be safe for use from any thread.</remarks>
public interface IJwsSigner
{
    /// <summary>The key's public half; it decides the algorithm and the key id of the header.</summary>
    JsonWebKey PublicKey { get; }

    /// <summary>The length of a signature, in bytes.</summary>
    int SignatureLength { get; }

    /// <summary>Signs.</summary>
    /// <param name="signingInput">The first two parts of the token.</param>
    /// <param name="signature">Receives the signature; <see cref="SignatureLength"/> bytes.</param>
    void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature);
}

/// <summary>Signs with ES256. Safe for use from any thread: a key in software is copied, so that all cores sign at once; of one that can not be copied, calls wait for each other.</summary>
/// <param name="key">A key on the curve P-256, in software or in hardware; it stays the caller's and must outlive the signer.</param>
/// <param name="keyId">The key's id in the header; null for none.</param>
/// <exception cref="ArgumentException">The key is on another curve.</exception>
public sealed class EcdsaJwsSigner(ECDsa key, string? keyId = null) : IJwsSigner
{
    private readonly SigningKeys<ECDsa> _keys = new(key, static original =>
    {
        ECParameters parameters = original.ExportParameters(includePrivateParameters: true);
        try
        {
            return ECDsa.Create(parameters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
        }
    });

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; } = JsonWebKey.FromEcdsa(key, keyId);

    /// <inheritdoc/>
    public int SignatureLength => 2 * EcdsaMaterial.CoordinateLength;

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The key refused to sign.</exception>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        ECDsa one = _keys.Rent();
        try
        {
            if (!one.TrySignData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out int written)
                || written != SignatureLength)
            {
                throw new CryptographicException("The key gave no signature of 64 bytes.");
            }
        }
        finally
        {
            _keys.Return(one);
        }
    }
}

/// <summary>Signs with RS256. Safe for use from any thread: a key in software is copied, so that all cores sign at once; of one that can not be copied, calls wait for each other.</summary>
/// <param name="key">An RSA key of 2048 to 8192 bits; it stays the caller's and must outlive the signer.</param>
/// <param name="keyId">The key's id in the header; null for none.</param>
/// <exception cref="ArgumentException">The key is too short, too long or weak.</exception>
public sealed class RsaJwsSigner(RSA key, string? keyId = null) : IJwsSigner
{
    private readonly SigningKeys<RSA> _keys = new(key, static original =>
    {
        RSAParameters parameters = original.ExportParameters(includePrivateParameters: true);
        try
        {
            return RSA.Create(parameters);
        }
        finally
        {
            foreach (byte[]? part in (byte[]?[])[parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ])
            {
                CryptographicOperations.ZeroMemory(part);
            }
        }
    });

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; } = JsonWebKey.FromRsa(key, keyId);

    /// <inheritdoc/>
    public int SignatureLength { get; } = (key.KeySize + 7) / 8;

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The key refused to sign.</exception>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        RSA one = _keys.Rent();
        try
        {
            if (!one.TrySignData(signingInput, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out int written) || written != SignatureLength)
            {
                throw new CryptographicException("The key gave no signature of its own length.");
            }
        }
        finally
        {
            _keys.Return(one);
        }
    }
}

/// <summary>A caller's private key and copies of it, since a key object promises nothing to two threads at once. A key that gives no copy is lent to one after the other.</summary>
internal sealed class SigningKeys<T>
    where T : AsymmetricAlgorithm
{
    private readonly T _original;
    private readonly KeyObjectPool<T>? _copies;
    private readonly Lock _gate = new();

    public SigningKeys(T original, Func<T, T> copy)
    {
        ArgumentNullException.ThrowIfNull(original);
        _original = original;
        try
        {
            T first = copy(original);
            _copies = new KeyObjectPool<T>(() =>
            {
                lock (_gate)
                {
                    return copy(original);
                }
            });
            _copies.Return(first);
        }
        catch (CryptographicException)
        {
            // It is in hardware, or was made so that nobody can export it.
        }
    }

    public T Rent()
    {
        if (_copies is { } copies)
        {
            return copies.Rent();
        }

        _gate.Enter();
        return _original;
    }

    public void Return(T key)
    {
        if (_copies is { } copies)
        {
            copies.Return(key);
        }
        else
        {
            _gate.Exit();
        }
    }
}
