namespace GameAuth.Discord;

/// <summary>The answer of a ticket for a room. Any member may be missing.</summary>
internal sealed class RoomTicketBody
{
    public Secret? Ticket { get; set; }
}
