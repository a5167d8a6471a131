namespace GameAuth.Xbox;

/// <summary>The first element of a frame.</summary>
internal static class RtaOpcode
{
    public const long Subscribe = 1;
    public const long Unsubscribe = 2;
    public const long Event = 3;
    public const long Resync = 4;
}
