using System.Globalization;

namespace GameAuth.Torture;

/// <summary>The parent's end of one process.</summary>
internal sealed class RotateWorker : IDisposable
{
    private readonly ChildProcess _child;
    private readonly Relogins _relogins;
    private readonly Task _talk;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RotateWorker(ChildProcess child, Relogins relogins)
    {
        _child = child;
        _relogins = relogins;
        _talk = TalkAsync();
    }

    /// <summary>Ends when the process begins to use the grant.</summary>
    public Task Ready => _ready.Task;

    /// <summary>What the process counted; empty where it was killed.</summary>
    public string Counts { get; private set; } = "";

    public async Task KillAsync()
    {
        _child.Kill();
        await _talk;
    }

    public async Task StopAsync()
    {
        await SayAsync(RotateChild.Stop);
        await _talk;
    }

    public void Dispose() => _child.Dispose();

    private async Task TalkAsync()
    {
        while (await _child.ReadAsync() is { } line)
        {
            string[] words = line.Split(' ', 3);
            switch (words[0])
            {
                case RotateChild.Ready:
                    await SayAsync(_relogins.Current.ToString(CultureInfo.InvariantCulture));
                    _ready.TrySetResult();
                    break;
                case RotateChild.Dead:
                    int current = await _relogins.ReportAsync(int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
                    await SayAsync(current.ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    Counts = line;
                    break;
            }
        }

        _ready.TrySetException(new HarnessException("A process ended before it was ready; its error is above."));
    }

    private async Task SayAsync(string line)
    {
        try
        {
            await _child.SayAsync(line);
        }
        catch (IOException)
        {
            // It was killed meanwhile.
        }
    }
}
