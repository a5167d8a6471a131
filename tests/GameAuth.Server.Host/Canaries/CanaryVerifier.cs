using System.Text.Json;

namespace GameAuth.Server.Host.Canaries;

/// <summary>A provider that hands out a secret with each answer, and fails with one in its exceptions where it is asked to.</summary>
public sealed class CanaryVerifier(Canaries canaries) : IIdentityVerifier
{
    /// <summary>The players' id: it is stored as it is, so that whoever looks for canaries finds something.</summary>
    public const string Player = "a-player-who-is-known";

    /// <inheritdoc/>
    public string? CheckShape(JsonElement body) => body.TryGetProperty("ticket", out JsonElement ticket) && ticket.ValueKind == JsonValueKind.String ? null : "ticket must be a text.";

    /// <inheritdoc/>
    public ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        string ticket = exchange.Body.GetProperty("ticket").GetString()!;
        return ticket.Contains("throw", StringComparison.Ordinal) ? throw new InvalidOperationException($"The provider did not take {ticket}.", new FormatException(canaries.New("inner exception")))
            : ticket.Contains("refuse", StringComparison.Ordinal) ? throw new IdentityRefusedException(AuthError.InvalidIdentity, "The ticket is unknown.")
            : new(new VerifiedIdentity
            {
                ProviderSubject = Player,
                Answer = new Dictionary<string, string>(StringComparer.Ordinal) { ["provider_token"] = canaries.New("provider token") },
            });
    }
}
