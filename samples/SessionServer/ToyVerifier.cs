using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Server;

namespace SessionServer;

/// <summary>Plays the platform: it gives a player a ticket, and tells whoever asks whose it is. A ticket works once.</summary>
internal sealed class ToyTickets
{
    private readonly ConcurrentDictionary<string, string> _players = new(StringComparer.Ordinal);

    public string Issue(string player)
    {
        string ticket = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _players[ticket] = player;
        return ticket;
    }

    public string? Redeem(string ticket) => _players.TryRemove(ticket, out string? player) ? player : null;
}

/// <summary>Verifies players by their ticket. A real one asks the provider over the network here.</summary>
internal sealed class ToyVerifier(ToyTickets tickets) : IIdentityVerifier
{
    private const string Member = "ticket";

    public string? CheckShape(JsonElement body) =>
        body.TryGetProperty(Member, out JsonElement ticket) && ticket.ValueKind == JsonValueKind.String && ticket.GetString()!.Length == 32
            ? null
            : "ticket must be a text of 32 characters.";

    public ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken) =>
        tickets.Redeem(exchange.Body.GetProperty(Member).GetString()!) is { Length: > 0 and <= 64 } player
            ? new(new VerifiedIdentity { ProviderSubject = player })
            : throw new IdentityRefusedException(AuthError.InvalidIdentity, "The ticket is unknown or was used.");
}
