namespace GameAuth;

/// <summary>The application is set up in a way that can not work.</summary>
/// <remarks>What to do: mend the option that the message names.</remarks>
public sealed class GameAuthConfigurationException : GameAuthException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">What went wrong at which step, and the fix; no secret.</param>
    /// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
    public GameAuthConfigurationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The provider's error code; null where the provider was not asked, or gave none.</summary>
    public string? Code { get; init; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Configuration(Provider, Code);
}
