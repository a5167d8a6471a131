using Microsoft.Extensions.Logging;

namespace GameAuth.Toy;

internal static partial class ToyLog
{
    [LoggerMessage(1, LogLevel.Warning, "The device token was refused; another one is asked for")]
    public static partial void DeviceRefused(ILogger logger);
}
