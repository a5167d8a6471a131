using System.Diagnostics;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Prompts;

internal sealed class FakeDesktop(DesktopKind kind) : DesktopEnvironment
{
    public Dictionary<string, string> Variables { get; init; } = new() { ["DISPLAY"] = ":0" };

    public List<ProcessStartInfo> Started { get; } = [];

    public bool HasUser { get; init; } = true;

    public bool HasOpener { get; init; } = true;

    public Exception? Fails { get; init; }

    public override DesktopKind Kind => kind;

    public override string Home { get; } = Directory.CreateTempSubdirectory("gameauth-home-").FullName;

    public FakeClock Time { get; } = new();

    public override TimeProvider Clock => Time;

    public override bool IsInteractive => HasUser;

    public override string? Variable(string name) => Variables.GetValueOrDefault(name);

    public override string? Find(string program) => HasOpener ? "/opt/" + program : null;

    public override bool Start(ProcessStartInfo start)
    {
        Started.Add(start);
        return Fails is null ? true : throw Fails;
    }
}
