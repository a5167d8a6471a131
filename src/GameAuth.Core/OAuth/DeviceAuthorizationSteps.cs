namespace GameAuth.Providers;

/// <summary>What a provider does in a device code sign-in; <see cref="DeviceAuthorizationFlow"/> does the rest. Immutable.</summary>
/// <typeparam name="T">What an approval yields.</typeparam>
/// <param name="Begin">Asks for a code: <see cref="DeviceAuthorizationEndpoint.BeginAsync"/> or a dialect of the provider's.</param>
/// <param name="Poll">
/// Asks once whether it was approved: <see cref="TokenEndpoint.PollAsync"/> or a dialect. A transient <see cref="ProviderException"/>, a
/// <see cref="ThrottledException"/> and an <see cref="OutcomeUnknownException"/> count as unreachable; any other exception ends the sign-in.
/// </param>
public sealed record DeviceAuthorizationSteps<T>(
    Func<CancellationToken, Task<DeviceAuthorization>> Begin,
    Func<DeviceAuthorization, CancellationToken, Task<DevicePollResult<T>>> Poll)
    where T : class
{
    /// <summary>The earliest time that the pacer lets a poll through, such as <see cref="IRequestPacer.Estimate"/>. Null for no limit.</summary>
    public Func<DateTimeOffset>? EarliestPoll { get; init; }
}
