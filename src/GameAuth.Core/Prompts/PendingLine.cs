using System.Runtime.CompilerServices;

namespace GameAuth;

/// <summary>Lines of a reader that can not be cancelled: a wait that ends early leaves its line to the next one, so that none is lost.</summary>
internal sealed class PendingLine
{
    private static readonly ConditionalWeakTable<TextReader, PendingLine> Readers = [];

    private readonly Lock _gate = new();
    private readonly TextReader _input;
    private Task<string?>? _pending;

    private PendingLine(TextReader input) => _input = input;

    /// <summary>The lines of one reader, shared by all prompts that read it.</summary>
    public static PendingLine Of(TextReader input) => Readers.GetValue(input, static reader => new PendingLine(reader));

    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<string?> read;
            lock (_gate)
            {
                // Standard input blocks its caller, also in its asynchronous calls.
                read = _pending ??= Task.Run(_input.ReadLine, CancellationToken.None);
            }

            await ((Task)read).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            lock (_gate)
            {
                if (ReferenceEquals(_pending, read))
                {
                    _pending = null;
                    return read.GetAwaiter().GetResult();
                }
            }
        }
    }
}
