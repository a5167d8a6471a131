namespace GameAuth.Emulator.Hytale.OAuth;

internal enum DevicePollFinding
{
    Unknown,
    Used,
    Expired,
    TooSoon,
    Pending,
    Declined,
    Approved,
}
