using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox;

/// <summary>A Microsoft account access token with its family's prefix: <c>t=</c> for titles, <c>d=</c> for Azure applications.</summary>
internal static class RpsTicket
{
    /// <summary>The token behind a ticket, or why the ticket is not taken.</summary>
    public static (XboxToken? Token, string? Refusal) Read(XboxAuthority authority, Exchange exchange, string? ticket)
    {
        if (ticket is null || !(ticket.StartsWith("t=", StringComparison.Ordinal) || ticket.StartsWith("d=", StringComparison.Ordinal)))
            return (null, "the ticket does not begin with t= or d=");
        if (authority.Present(exchange, XboxTokenKind.MsaAccess, ticket[2..]) is not { Family: { } family } token)
            return (null, "the ticket is not one of this emulator's");
        if (token.IsExpired(exchange.Now)) return (null, "the ticket is expired");
        return ticket[0] == 'd' == family.IsAzure
            ? (token, null)
            : (null, family.IsAzure ? "an Azure application's ticket begins with d=" : "a title's ticket begins with t=");
    }
}
