using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GameAuth.Server.PostgreSql;

/// <summary>Hears of revocations by LISTEN on a connection of its own, which it makes again when it is lost. It may wake for nothing, and who waits must not wait for it alone.</summary>
internal sealed partial class RevocationListener(NpgsqlDataSource source, string schema, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _loop;

    /// <summary>Ends with the next entry that is heard of from now on. The first call begins to listen; who misses an entry before that is woken once it does.</summary>
    public Task NextAsync()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(ListenAsync, CancellationToken.None);
            return _pulse.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        Task? loop;
        lock (_gate)
        {
            loop = _loop;
            _loop = Task.CompletedTask;
        }

        await (loop ?? Task.CompletedTask).ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
        Pulse();
        _over.Dispose();
    }

    private async Task ListenAsync()
    {
        TimeSpan pause = s_firstPause;
        bool isTold = false;
        while (!_over.IsCancellationRequested)
        {
            try
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(_over.Token).ConfigureAwait(false);
                await using ConfiguredAsyncDisposable closing = connection.ConfigureAwait(false);
                await BeginAsync(connection).ConfigureAwait(false);
                (pause, isTold) = (s_firstPause, false);
                while (true)
                {
                    await connection.WaitAsync(_over.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it was: polling goes on, and this tries again. It is told once per outage.
                if (!isTold)
                {
                    isTold = true;
                    ListenLost(e.GetType().Name, (e as PostgresException)?.SqlState);
                }
            }

            await Task.Delay(pause, TimeProvider.System, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "The name of the schema, which is letters, digits and underscores, is all that is not constant.")]
    private async Task BeginAsync(NpgsqlConnection connection)
    {
        connection.Notification += (_, _) => Pulse();
        NpgsqlCommand listen = new($"LISTEN \"{PostgreSqlSchema.Channel(schema)}\"", connection);
        await using ConfiguredAsyncDisposable disposing = listen.ConfigureAwait(false);
        await listen.ExecuteNonQueryAsync(_over.Token).ConfigureAwait(false);

        // What came while nobody listened was missed.
        Pulse();
    }

    private void Pulse()
    {
        TaskCompletionSource pulse;
        lock (_gate)
        {
            pulse = _pulse;
            _pulse = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        pulse.SetResult();
    }

    [LoggerMessage(5201, LogLevel.Warning, "This node does not hear of revocations by LISTEN at the moment ({Failure} {SqlState}); it polls, and tries again.")]
    private partial void ListenLost(string failure, string? sqlState);
}
