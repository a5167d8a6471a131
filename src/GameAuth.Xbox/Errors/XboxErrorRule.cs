namespace GameAuth.Xbox;

/// <summary>A row of the table of error codes.</summary>
/// <param name="Code">The code.</param>
/// <param name="Name">The vendor's name for it.</param>
/// <param name="Meaning">Which decision it asks for.</param>
internal sealed record XboxErrorRule(XboxErrorCode Code, string Name, ErrorCategory Meaning)
{
    /// <summary>The token that is minted again, once, before the refusal is believed.</summary>
    public RejectedToken Rejected { get; init; }

    /// <summary>Where the player can mend it, when the answer names no page of its own.</summary>
    public Uri? Help { get; init; }
}
