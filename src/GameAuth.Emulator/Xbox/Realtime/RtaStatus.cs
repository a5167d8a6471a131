namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>The status of an answer over RTA; 1001 and 1002 come by faults only.</summary>
internal static class RtaStatus
{
    public const int Ok = 0;
    public const int UnknownResource = 1;
    public const int LimitReached = 2;
}
