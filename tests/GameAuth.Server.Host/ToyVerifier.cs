using System.Text.Json;

namespace GameAuth.Server.Host;

/// <summary>Takes each ticket for the name of a player.</summary>
internal sealed class ToyVerifier : IIdentityVerifier
{
    public string? CheckShape(JsonElement body) =>
        body.TryGetProperty("ticket", out JsonElement ticket) && ticket.ValueKind == JsonValueKind.String && ticket.GetString()!.Length is > 0 and <= 64 ? null : "ticket must be a text of 1 to 64 characters.";

    public ValueTask<VerifiedIdentity> VerifyAsync(IdentityExchange exchange, CancellationToken cancellationToken) =>
        new(new VerifiedIdentity { ProviderSubject = exchange.Body.GetProperty("ticket").GetString()! });
}
