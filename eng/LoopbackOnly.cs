using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace GameAuth.Engineering;

/// <summary>
/// Ends the process of a test before it looks up a name or connects to an address that is not this machine's: no test reaches a live service, whatever is wrong with it.
/// </summary>
/// <remarks>
/// The runtime tells of both beforehand, on the thread that is about to do it. An exception would be swallowed there, hence the hard end.
/// </remarks>
internal sealed class LoopbackOnly : EventListener
{
    private static LoopbackOnly? s_guard;

    [ModuleInitializer]
    internal static void Begin() => s_guard ??= new LoopbackOnly();

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name is "System.Net.Sockets" or "System.Net.NameResolution")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventName: "ResolutionStart" or "ConnectStart", Payload: [string target, ..] } && !IsHere(eventData.EventName, target))
        {
            Environment.FailFast($"A test was about to reach '{target}'. Tests talk to loopback only: give the client a scripted handler or an emulator.");
        }
    }

    private static bool IsHere(string eventName, string target) => eventName is "ResolutionStart"
        ? target.Length == 0 || target is "localhost" || target.EndsWith(".localhost", StringComparison.Ordinal) || target == Dns.GetHostName() || IsLoopback(target)
        : target.StartsWith("Unix:", StringComparison.Ordinal) || IPAddress.IsLoopback(AddressIn(target));

    private static bool IsLoopback(string name) => IPAddress.TryParse(name, out IPAddress? address) && IPAddress.IsLoopback(address);

    // As SocketAddress writes itself, "InterNetwork:16:{0,80,127,0,0,1,...}": a port of two bytes, in the sixth version a flow of four, then the address.
    private static IPAddress AddressIn(string target)
    {
        byte[] bytes = [.. target[(target.IndexOf('{', StringComparison.Ordinal) + 1)..^1].Split(',').Select(static one => byte.Parse(one, CultureInfo.InvariantCulture))];
        IPAddress address = new(target.StartsWith("InterNetworkV6:", StringComparison.Ordinal) ? bytes[6..22] : bytes[2..6]);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
