namespace GameAuth;

/// <summary>How a sign-in goes on while its challenge is shown.</summary>
/// <param name="Phase">What has just happened.</param>
/// <param name="NextPoll">How long until the provider is asked again; null where it is not.</param>
public readonly record struct SignInProgress(SignInPhase Phase, TimeSpan? NextPoll = null);
