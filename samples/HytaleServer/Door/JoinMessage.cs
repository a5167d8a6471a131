namespace HytaleServer.Door;

/// <summary>What server and player say to each other, each time a part of it. It holds secrets, so it is no record, which would print them.</summary>
internal sealed class JoinMessage
{
    /// <summary>Who the player says he is.</summary>
    public Guid Id { get; init; }

    /// <summary>What he says that he is called.</summary>
    public string? Name { get; init; }

    /// <summary>The speaker's own identity token.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>What the other side shall redeem.</summary>
    public string? Grant { get; init; }

    /// <summary>What the speaker got for the other side's grant.</summary>
    public string? AccessToken { get; init; }

    /// <summary>Whether the player is turned away. A stranger is not told why.</summary>
    public bool IsRefused { get; init; }
}
