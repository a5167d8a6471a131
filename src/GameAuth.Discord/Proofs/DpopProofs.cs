using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GameAuth.Jose;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Discord;

/// <summary>Makes proofs of a key (DPoP, RFC 9449), each with the backend's latest nonce. Safe for use from any thread.</summary>
internal sealed class DpopProofs(TimeProvider clock)
{
    public const string Header = "DPoP";
    public const string NonceHeader = "DPoP-Nonce";

    private const int LongestNonce = 512;

    private readonly ConditionalWeakTable<ProofKey, DpopProofWriter> _writers = [];
    private string? _nonce;

    /// <summary>Takes the nonce of an answer.</summary>
    /// <returns>Whether there was one that can be used.</returns>
    public bool Learn(string? nonce)
    {
        if (nonce is not { Length: > 0 and <= LongestNonce } || !nonce.All(static c => c is > ' ' and <= '~'))
        {
            return false;
        }

        Volatile.Write(ref _nonce, nonce);
        return true;
    }

    /// <summary>A proof for one attempt of a request.</summary>
    /// <param name="key">The key.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">The address.</param>
    /// <param name="accessToken">The access token that the request presents; null for none.</param>
    /// <param name="nonce">The nonce of a challenge; null for the latest that an answer brought.</param>
    /// <exception cref="CredentialStoreException">The key refuses to sign.</exception>
    public string Make(ProofKey key, string method, Uri target, Secret? accessToken = null, string? nonce = null)
    {
        try
        {
            DpopProofWriter writer = _writers.GetValue(key, one => new DpopProofWriter(new EcdsaJwsSigner(one.Key), clock));
            return writer.Write(method, target, accessToken?.Reveal(), nonce ?? Volatile.Read(ref _nonce));
        }
        catch (CryptographicException)
        {
            // The cause may name the key, so it is not passed on.
            throw new CredentialStoreException("discord: the key of this installation refuses to sign; unlock it, or forget the device to make a new one.", RowState.KeyUnavailable)
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Proof };
        }
    }
}
