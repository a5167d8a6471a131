namespace GameAuth;

/// <summary>The base of every failure of this family: one sealed class per decision that the caller makes.</summary>
/// <remarks>No message, data or inner exception of this family holds a token, code, key, cookie or nonce.</remarks>
public abstract class GameAuthException : Exception
{
    private protected GameAuthException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The provider, such as <c>xbox</c>; null where none was involved.</summary>
    public string? Provider { get; init; }

    /// <summary>The step that failed, such as <c>xsts</c> or <c>device code</c>; null where it has no name.</summary>
    public string? Step { get; init; }

    /// <summary>The request's id at the provider, for its support and its logs; null where the answer had none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The account that the failure is about; null where it is about none, or about what several share.</summary>
    public AccountId? Account { get; internal set; }

    /// <summary>Whether the log has it at the level of a warning already: one refusal fails every token that is made from the refused one.</summary>
    internal bool IsTold { get; set; }

    /// <summary>One sentence for the player, in English. An application can override the texts with <see cref="UserMessageSource"/>.</summary>
    public abstract string UserMessage { get; }
}
