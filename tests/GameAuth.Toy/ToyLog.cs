using Microsoft.Extensions.Logging;

namespace GameAuth.Toy;

internal static partial class ToyLog
{
    [LoggerMessage(1, LogLevel.Warning, "The device was refused; another token is asked for (again: {IsAgain})")]
    public static partial void DeviceRefused(ILogger logger, bool isAgain);
}
