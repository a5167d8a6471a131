using System.Globalization;

namespace GameAuth.Torture;

/// <summary>The process that is killed. It warms up on a store of its own, waits for the word, and then works without a pause, telling each step before and after.</summary>
internal static class KillChild
{
    public const string Command = "kill-child";
    public const string Ready = "ready";
    public const string About = "about";
    public const string Done = "done";

    private const int WarmSteps = 12;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public static async Task<Outcome> RunAsync(Arguments arguments)
    {
        using ChildPipe pipe = new();
        string store = Subjects.NameIn(arguments);
        string directory = arguments.Text("directory", "");
        await WarmUpAsync(store, Path.Combine(directory, $"warm-{Environment.ProcessId}"), arguments);
        pipe.Say(Ready);
        if (await pipe.HearAsync() is not { } word)
        {
            return new Outcome(HasHeld: true, "");
        }

        // "<work> <first step>"
        string[] words = word.Split(' ');
        Workload work = Workloads.Named(words[0]);
        int first = int.Parse(words[1], CultureInfo.InvariantCulture);
        ISubject subject = work.Open(store, Path.Combine(directory, work.Name), first);
        await subject.OpenAsync();
        await work.ResumeAsync(subject);
        long start = TimeProvider.System.GetTimestamp();
        for (int index = first; TimeProvider.System.GetElapsedTime(start) < Longest; index++)
        {
            byte[] value = Payload.Of(arguments.Seed, index, work.At(index).Size);
            pipe.Say($"{About} {index}");
            await work.DoAsync(subject, index, value);
            pipe.Say($"{Done} {index}");
        }

        return new Outcome(HasHeld: false, "");
    }

    private static async Task WarmUpAsync(string store, string directory, Arguments arguments)
    {
        foreach (Workload work in Workloads.ChosenBy(arguments, store))
        {
            ISubject subject = work.Open(store, Path.Combine(directory, work.Name), before: 0);
            await subject.OpenAsync();
            for (int index = 0; index < WarmSteps; index++)
            {
                await work.DoAsync(subject, index, Payload.Of(arguments.Seed, index, work.At(index).Size));
            }
        }

        Directory.Delete(directory, recursive: true);
    }
}
