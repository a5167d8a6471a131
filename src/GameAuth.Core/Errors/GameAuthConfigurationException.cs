namespace GameAuth;

/// <summary>The application is configured in a way that can not work.</summary>
/// <remarks>What to do: correct the option that the message names.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class GameAuthConfigurationException(string message, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>The provider's error code; null where the provider was not asked, or gave none.</summary>
    public string? Code { get; init; }

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.Configuration(Provider, Code);
}

/// <summary>The provider would punish the request, so it was refused here. Nothing was sent.</summary>
/// <remarks>
/// What to do: correct the call; the message names the rule. A call that is merely wrong (a bad argument, no such account, a host that is
/// stopping) throws .NET's own <see cref="ArgumentException"/> or <see cref="InvalidOperationException"/>.
/// </remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class IllegalStepException(string message, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <inheritdoc/>
    public override string UserMessage => IsOtherPlayer ? UserMessages.OtherPlayer : UserMessages.IllegalStep;

    /// <summary>Whether another player signed in than the account belongs to: that one can do something about it.</summary>
    internal bool IsOtherPlayer { get; init; }
}

/// <summary>The clock of this machine is too far from the provider's.</summary>
/// <remarks>What to do: set the clock.</remarks>
/// <param name="message">What went wrong at which step, and the fix; no secret.</param>
/// <param name="offset">The provider's time minus the local time.</param>
/// <param name="inner">The cause, or null. Leave it out where the cause may print a secret.</param>
public sealed class ClockSkewException(string message, TimeSpan offset, Exception? inner = null) : GameAuthException(message, inner)
{
    /// <summary>The provider's time minus the local time.</summary>
    public TimeSpan Offset { get; } = offset;

    /// <inheritdoc/>
    public override string UserMessage => UserMessages.ClockSkew(Offset);
}
