namespace GameAuth.Providers;

/// <summary>How one attempt ended: with an answer that is the caller's to judge, or with what is thrown otherwise.</summary>
internal sealed record WireAttempt
{
    public ProviderResponse? Answer { get; init; }

    public GameAuthException? Failure { get; init; }

    /// <summary>False only where nothing can have left this machine.</summary>
    public bool WasSent { get; init; } = true;

    /// <summary>Whether another attempt is safe and may help.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>How long the server wants to be left alone before that.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public ProviderResponse Result => Answer ?? throw Failure!;
}
