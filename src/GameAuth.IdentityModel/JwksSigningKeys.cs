using System.Runtime.CompilerServices;
using System.Text;
using GameAuth.Jose;
using Microsoft.IdentityModel.Tokens;
using JsonWebKey = GameAuth.Jose.JsonWebKey;

namespace GameAuth.IdentityModel;

/// <summary>The published keys of a service, as Microsoft.IdentityModel asks for them. Safe for use from any thread.</summary>
/// <remarks>
/// <see cref="TokenValidationParameters.IssuerSigningKeyResolver"/> can not wait. <see cref="PrepareAsync"/> can, so call it first, with JwtBearer in <c>OnMessageReceived</c>: then the first token
/// of a new key is validated like any other. Without it the resolver has the keys fetched in the background, and that token fails.
/// </remarks>
/// <param name="keys">The key cache; it stays the caller's.</param>
public sealed class JwksSigningKeys(JwksCache keys)
{
    private readonly JwksCache _keys = keys ?? throw new ArgumentNullException(nameof(keys));
    private readonly ConditionalWeakTable<JsonWebKey, SecurityKey> _converted = [];

    /// <summary>Sees to it that the key of a token is known if the service publishes it. Whether the token is good is not its matter.</summary>
    /// <param name="token">The token, as it came.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the key is known; complete at once where it is.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask<bool> PrepareAsync(string token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(token);
        return KeyIdOf(token) is { } keyId && (await _keys.GetKeyAsync(keyId, cancellationToken).ConfigureAwait(false)).Key is not null;
    }

    /// <summary>Finds the key by the token's <c>kid</c>: for <see cref="TokenValidationParameters.IssuerSigningKeyResolver"/>.</summary>
    /// <param name="token">The token.</param>
    /// <param name="securityToken">The token, read.</param>
    /// <param name="kid">The id that its header names.</param>
    /// <param name="validationParameters">Not looked at.</param>
    /// <returns>The one key, or none. A token without an id has none.</returns>
    public IEnumerable<SecurityKey> Resolve(string token, SecurityToken securityToken, string kid, TokenValidationParameters validationParameters)
    {
        if (string.IsNullOrEmpty(kid))
        {
            return [];
        }

        if (_keys.TryGetKey(kid, out JsonWebKey? key))
        {
            return [_converted.GetValue(key, static one => JoseSecurityKeys.From(one))];
        }

        // Within the cache's cool-down; it never throws but for a cancellation, and there is none.
        _ = _keys.GetKeyAsync(kid, CancellationToken.None).AsTask();
        return [];
    }

    private static string? KeyIdOf(string token)
    {
        byte[] bytes = token.Length <= JwsLimits.Default.MaxTokenLength ? Encoding.UTF8.GetBytes(token) : [];
        return CompactJws.TryRead(bytes, new byte[bytes.Length], out CompactJws jws) is JwsError.None && jws.KeyId.IsPresent ? jws.KeyId.ToString() : null;
    }
}
