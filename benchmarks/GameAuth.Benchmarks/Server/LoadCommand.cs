using System.Diagnostics;
using System.Globalization;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// <c>server load [seconds]</c>: refreshes, calls, sign-ins and logouts at a server over SQLite of which each fiftieth call of the store fails, before its work or after, while clients hang up; the
/// live bytes after full collections at a fifth of the time and at its end. Goal, over 300 seconds: at most 1.1 times.
/// </summary>
internal static class LoadCommand
{
    public const string Name = "load";
    private const int FailEach = 50;
    private const int InFlight = 16;
    private const int SessionsEach = 32;
    private const int SignInEach = 500;
    private const int HangUpEach = 40;

    public static async Task<int> RunAsync(string[] args)
    {
        TimeSpan time = TimeSpan.FromSeconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 300);
        string directory = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, $"load-{Guid.NewGuid():N}")).FullName;
        try
        {
            await using HostProcess process = await HostProcess.StartAsync(
                new HostSettings { Store = $"sqlite:{Path.Combine(directory, "sessions.db")}", Keys = "eddsa", FailEach = FailEach, NonceSeconds = 10 });
            using CancellationTokenSource over = new();
            Counts counts = new();
            long start = Stopwatch.GetTimestamp();
            Task[] work = [.. Enumerable.Range(0, InFlight).Select(worker => Task.Run(() => WorkAsync(process.Address, worker, counts, over.Token)))];
            using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
            await WaitAsync(work, time / 5);
            Console.WriteLine($"at a fifth: {counts}");
            MemoryFigures early = await MemoryFigures.AskAsync(http, process.Address);
            await WaitAsync(work, time - Stopwatch.GetElapsedTime(start));
            MemoryFigures late = await MemoryFigures.AskAsync(http, process.Address);
            await over.CancelAsync();
            await Task.WhenAll(work);
            Console.WriteLine($"at the end: {counts}");
            Console.WriteLine($"at a fifth: {early}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at the end: {late}; {late.Heap / early.Heap:F3} times"));
            return 0;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task WaitAsync(Task[] work, TimeSpan time)
    {
        // A worker that fails ends the run.
        Task first = await Task.WhenAny([.. work, Task.Delay(time > TimeSpan.Zero ? time : TimeSpan.Zero)]);
        await first;
    }

    private static async Task WorkAsync(Uri address, int worker, Counts counts, CancellationToken over)
    {
        using SessionServerTarget target = new(address);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        string[] tokens = new string[SessionsEach];
        for (int step = 0; !over.IsCancellationRequested; step++)
        {
            int session = step % SessionsEach;
            string? held = tokens[session];
            if (held is null || step % SignInEach == 0)
            {
                tokens[session] = (await GrantedAsync(() => target.SignInAsync((worker * 1_000_000) + step), counts)).Refresh;
                if (held is not null)
                {
                    await PostAsync(http, "api/auth/logout", held, CancellationToken.None);
                }

                continue;
            }

            if (step % HangUpEach == 0)
            {
                // The client hangs up while its refresh is under way, and asks again.
                counts.HungUp();
                using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(step % 7));
                await PostAsync(http, "api/auth/refresh", held, soon.Token);
            }

            Grant grant = await GrantedAsync(() => target.RefreshAsync(held, caller: 0), counts);
            tokens[session] = grant.Refresh;
            await target.CallAsync(grant.Access, caller: 0);
        }
    }

    // Where the store failed, the client asks again for the same.
    private static async Task<Grant> GrantedAsync(Func<Task<Grant>> ask, Counts counts)
    {
        while (true)
        {
            Grant grant = await ask();
            if (grant is { IsGranted: false, Error: not "temporarily_unavailable" })
            {
                throw new InvalidOperationException($"A session was lost under load: {grant.Error}");
            }

            counts.Note(grant);
            if (grant.IsGranted)
            {
                return grant;
            }
        }
    }

    private static async Task PostAsync(HttpClient http, string path, string token, CancellationToken cancellationToken)
    {
        using StringContent body = new($$"""{"refresh_token":"{{token}}"}""", System.Text.Encoding.UTF8, "application/json");
        try
        {
            (await http.PostAsync(new Uri(path, UriKind.Relative), body, cancellationToken)).Dispose();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client has hung up.
        }
    }

    private sealed class Counts
    {
        private long _granted;
        private long _failed;
        private long _hungUp;

        public void HungUp() => Interlocked.Increment(ref _hungUp);

        public void Note(Grant grant) => Interlocked.Increment(ref grant.IsGranted ? ref _granted : ref _failed);

        // Too few grants have not filled the caches of verified tokens and of acknowledgements yet, which hold some thousands.
        public override string ToString() => $"{_granted} grants, {_failed} answers 503 that were asked for again, {_hungUp} requests that were hung up";
    }
}
