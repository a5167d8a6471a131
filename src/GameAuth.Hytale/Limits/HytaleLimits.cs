using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>What each call asks of the pacer. The scopes are counted as a gateway's documentation says; Hytale documents none of its own, so the same hold for it.</summary>
/// <remarks>Codes and polls are counted by address: no account is known before the owner has approved.</remarks>
internal sealed class HytaleLimits(HytaleOptions options)
{
    public static readonly PaceRequest DeviceCode = new(["hytale/device-code"], FailFast: true);

    public static readonly PaceRequest Poll = new(["hytale/poll"], FailFast: true);

    public static PaceRequest Refresh(AccountId account) => new([$"hytale/refresh/{account.Key}"], FailFast: true);

    /// <summary>One of the five calls that are counted by the hour.</summary>
    public PaceRequest Hourly(string call, AccountId account) =>
        new([options.SharedHourlyLimit ? $"hytale/hourly/{account.Key}" : $"hytale/{call}/{account.Key}"], FailFast: true);
}
