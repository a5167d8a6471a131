namespace GameAuth.Emulator.Xbox;

/// <summary>The codes that the strict emulator answers by itself.</summary>
internal static class XErrCode
{
    public const long ContentIsolation = 2148916242;
    public const long OtherDeviceThanTitle = 2148916254;
    public const long ExpiredDeviceToken = 2148916256;
    public const long ExpiredTitleToken = 2148916257;
    public const long ExpiredUserToken = 2148916258;
    public const long InvalidDeviceToken = 2148916259;
    public const long InvalidTitleToken = 2148916260;
    public const long InvalidUserToken = 2148916261;
}
