using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace GameAuth.Server;

/// <summary>Verifies who a player is, from what his client brings to the exchange. One for each provider: the last part but one of the exchange's address names it.</summary>
/// <remarks>An implementation is safe for use from any thread.</remarks>
public interface IIdentityVerifier
{
    /// <summary>Checks the shape of the body, before anything is stored or sent: required members, types, sizes.</summary>
    /// <param name="body">The body of the exchange: an object whose members come once; <c>client_nonce</c> was checked before.</param>
    /// <returns>Null where the shape is right; else what is wrong with which member, without its value, for the answer <c>invalid_request</c>.</returns>
    string? CheckShape(JsonElement body);

    /// <summary>Verifies. Called once for each nonce: whoever repeats an exchange gets the answer of the first, without another call.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cancellationToken">The client's connection has ended.</param>
    /// <returns>The player.</returns>
    /// <exception cref="IdentityRefusedException">The player is not who he says he is, or nobody can tell now.</exception>
    ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken);
}

/// <summary>An exchange whose shape is right.</summary>
/// <param name="Provider">The provider, as the address names it.</param>
/// <param name="Body">The body. Valid during the call.</param>
/// <param name="Context">The request, for addresses and headers; the body was read.</param>
public sealed record IdentityExchange(string Provider, JsonElement Body, HttpContext Context);

/// <summary>A player who was verified.</summary>
public sealed record VerifiedIdentity
{
    /// <summary>The player's id at the provider, stable, 1 to 256 characters.</summary>
    public required string ProviderSubject { get; init; }

    /// <summary>
    /// The subject of his tokens, where the provider's own ids shall be that, as at Discord; null (default) for <c>provider:id</c>. It must be unique among all providers
    /// of the server: a second one whose subjects look alike would let its players into the accounts of the first. One that is empty or has a colon, and so could be another provider's player, is refused
    /// with <see cref="AuthError.InvalidIdentity"/>. An <see cref="ISubjectMapper"/> of the application goes before it.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>The <see cref="SessionProfile"/> of his session; null for the provider's.</summary>
    public string? Profile { get; init; }

    /// <summary>The client that his tokens are issued to, where it isn't the profile's: the claim <c>client_id</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>More claims of his access tokens, such as <c>discord_id</c>. The server's own claims can't be replaced.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>More members of the exchange's answer, such as a provider's token that the client needs. They are sealed while the answer can be asked for again, and kept nowhere else.</summary>
    public IReadOnlyDictionary<string, string> Answer { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Maps a verified player to the subject of his tokens, the claim <c>sub</c>.</summary>
public interface ISubjectMapper
{
    /// <summary>Maps. The same player must always get the same subject, and two players never the same.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="identity">The player.</param>
    /// <param name="cancellationToken">The client's connection has ended.</param>
    /// <returns>The subject, 1 to 256 characters; else the player is refused.</returns>
    ValueTask<string> MapAsync(string provider, VerifiedIdentity identity, CancellationToken cancellationToken);
}

/// <summary>A verifier did not accept what the client brought, or can't tell now. It becomes the answer of the exchange.</summary>
public sealed class IdentityRefusedException : Exception
{
    /// <summary>For serializers; use the one with a code.</summary>
    public IdentityRefusedException()
    {
    }

    /// <summary>For serializers; use the one with a code.</summary>
    /// <param name="message">Why.</param>
    public IdentityRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>For serializers; use the one with a code.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">The cause.</param>
    public IdentityRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Refuses with an answer.</summary>
    /// <param name="error">The answer's code and status.</param>
    /// <param name="message">A sentence for the answer; no secret.</param>
    /// <param name="retryAfter">When to come again; null where the code says it.</param>
    public IdentityRefusedException(AuthError error, string message, TimeSpan? retryAfter = null)
        : base(message) => (Error, RetryAfter) = (error, retryAfter);

    /// <summary>The answer's code and status. Default <see cref="AuthError.InvalidIdentity"/>.</summary>
    public AuthError Error { get; } = AuthError.InvalidIdentity;

    /// <summary>When to come again; null where the code says it.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>What the operator has to mend; null where it is the client's.</summary>
    internal string? Fault { get; init; }
}
