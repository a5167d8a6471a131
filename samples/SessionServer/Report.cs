using GameAuth;
using GameAuth.Server;

namespace SessionServer;

/// <summary>Prints the steps, one line each.</summary>
internal sealed class Report
{
    private int _step;

    public int Failures { get; private set; }

    public static void Say(string text) => Console.WriteLine($"\n{text}");

    /// <summary>A step that holds only if what was seen is what was wanted.</summary>
    public void Check(bool holds, string step)
    {
        _step++;
        Failures += holds ? 0 : 1;
        Console.WriteLine($"{(holds ? "ok" : "WRONG")} {_step} {step}");
    }
}

/// <summary>Prints what the server tells of its sessions: what an audit log or an alarm is made from.</summary>
internal sealed class EventPrinter : IAuthEventSink
{
    public void OnEvent(AuthEvent happened)
    {
        if (happened is SessionEvent session)
        {
            string?[] said = [session.Subject, session.Generation is { } generation ? $"generation {generation}" : null, session.Reason];
            Console.WriteLine($"     {(session.IsAlert ? "ALERT" : "event")} {session.Name} ({string.Join(", ", said.Where(static one => one is not null))})");
        }
    }
}
