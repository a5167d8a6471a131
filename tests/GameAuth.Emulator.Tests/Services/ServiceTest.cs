using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Services;

/// <summary>An emulator whose default player has signed in.</summary>
public abstract class ServiceTest : EmulatorTest
{
    internal const string Me = "2814600000000001";
    internal const string Quest = "1900000101";
    internal const string QuestScid = "e0000000-0000-4000-8000-00000000000a";

    internal async Task<WireAnswer> CallAsync(string host, string target, string contract = "2", string? body = null) =>
        await Client.CallAsync(host + ".xboxlive.com", target, await Client.AuthorizationAsync(), contract, body: body);
}
