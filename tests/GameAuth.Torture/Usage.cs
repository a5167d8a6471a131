namespace GameAuth.Torture;

internal static class Usage
{
    public const string Text = """

        GameAuth.Torture <command> [options]

          kill      [--kills 1000] [--store gameauth|json|rename|msal] [--work save|grow|large|delete|rotate-key|rewrap|import]
                    a child saves in a tight loop and is killed with SIGKILL; what did it say was saved, and what is there?
          rotate    [--processes 6] [--seconds 15] [--kill-every <ms>] [--store gameauth|cache-lock]
                    processes share one grant of a server that rotates refresh tokens and revokes the family on reuse
          crowd     [--processes 50]
                    processes start at once on a token that has ended; how many get one, and how many refreshes did it cost?
          stop      [--rounds 5] [--seconds 40] [--limit 30]
                    a process is stopped (SIGSTOP) for so long during a refresh whose answer, which may take --limit seconds, comes meanwhile
          diskfull  [--store gameauth|json|rename|msal]
                    a rotated token is saved on a full disk (root only: mounts one)
          corrupt   [--cases 20000]
                    a row's file is damaged; does a read give the value, the one before, or something that was never saved?
          all       [--small]
                    every command on the gameauth store, with small counts

          --seed <number>   repeats the random choices of a run; the kernel's timing stays its own
          --expect-loss     exit code 0 where the store loses something, for the peers

        Exit code: 0 when the promise held, 1 when it did not, 2 for a command line that can not be followed.
        """;
}
