using System.Collections.Concurrent;
using System.Text.Json;

namespace GameAuth.Server.Tests.World;

/// <summary>Verifies players of a toy provider: a ticket such as <c>ada-1</c> names its player and works once, as an authorization code does.</summary>
public sealed class ToyVerifier : IIdentityVerifier
{
    /// <summary>A secret of the provider's that the client is given, for the canaries.</summary>
    public const string ProviderToken = "CANARY-provider-token";

    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);
    private int _calls;

    public int Calls => _calls;

    /// <summary>Thrown by the next verification.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Changes what is answered.</summary>
    public Func<VerifiedIdentity, VerifiedIdentity> Change { get; set; } = static identity => identity;

    public string? CheckShape(JsonElement body) =>
        body.TryGetProperty("ticket", out JsonElement ticket) && ticket.ValueKind == JsonValueKind.String && ticket.GetString()!.Length is > 0 and <= 64 ? null : "ticket must be a text of 1 to 64 characters.";

    public ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (Failure is { } failure)
        {
            throw failure;
        }

        string ticket = exchange.Body.GetProperty("ticket").GetString()!;
        if (!ticket.Contains('-', StringComparison.Ordinal) || !_used.TryAdd(ticket, true))
        {
            throw new IdentityRefusedException(AuthError.InvalidIdentity, "The toy ticket is unknown or used.");
        }

        string player = ticket[..ticket.IndexOf('-', StringComparison.Ordinal)];
        return new(Change(new VerifiedIdentity
        {
            ProviderSubject = player,
            Claims = new Dictionary<string, string>(StringComparer.Ordinal) { ["discord_id"] = $"8{player.Length}000000000000000" },
            Answer = new Dictionary<string, string>(StringComparer.Ordinal) { ["toy_token"] = ProviderToken },
        }));
    }
}
