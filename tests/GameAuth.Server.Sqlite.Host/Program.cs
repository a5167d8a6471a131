using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Server;
using GameAuth.Storage;

// GameAuth.Server.Sqlite.Host <file>
// Each line of input is an operation, each line of output its answer:
//   create <name>              exchanges: the family of the name, or the one that its nonce made before
//   step <name> <from>         refreshes once
//   end <name>                 logs out
//   use <name>                 takes a key that is used once
//   fill <name>                saves 60 KiB of work
//   race <name> <from> <times> refreshes so many times at once: "<moved> <generations seen>"
//   storm <name> <seconds>     refreshes on and on with 8 callers: "<moved>"
//   crowd <name> <times>       so many players join a room of 50 at once: "<in>"
//   lease <name>               takes a lease and keeps it
// With a "!" before it the process is killed when the operation is on the disk and nobody has heard of it.
await using SqliteSessionStore store = new(new SqliteStoreOptions { Path = args[0] });
await using SqliteTokenStore rows = new(new SqliteStoreOptions { Path = args[0] });
await store.OpenAsync(CancellationToken.None);
Console.WriteLine("ready");
while (Console.ReadLine() is { } line)
{
    string[] words = line.TrimStart('!').Split(' ');
    string answer;
    try
    {
        answer = await RunAsync(words[0], words[1], [.. words.Skip(2).Select(word => int.Parse(word, CultureInfo.InvariantCulture))]);
    }
    catch (SessionStoreException error)
    {
        answer = $"error {(error.IsTransient ? "transient" : "lasting")} {error.Message}";
    }

    if (line[0] == '!')
    {
        Process.GetCurrentProcess().Kill();
    }

    Console.WriteLine(answer);
}

async Task<string> RunAsync(string operation, string name, int[] numbers)
{
    switch (operation)
    {
        case "create":
            return $"{(await store.CreateFamilyAsync(NewFamily(name), CancellationToken.None)).Family!.Generation}";
        case "step":
            AdvancedFamily advanced = await store.AdvanceFamilyAsync(Step(name, numbers[0]), CancellationToken.None);
            return $"{advanced.HasMoved} {advanced.Family?.Generation} {advanced.Family?.Status}";
        case "end":
            Revocation end = new() { Target = RevocationTarget.Family, Value = Id(name).ToString(), Reason = EndReasons.Logout, KeepFor = TimeSpan.FromHours(1) };
            return $"{(await store.EndAsync(end, CancellationToken.None)).Count}";
        case "use":
            return $"{await store.UseOnceAsync(Hash(name), TimeSpan.FromHours(1), CancellationToken.None)}";
        case "fill":
            return $"{await store.SaveWorkAsync(new DueWork { Kind = "fill", Id = name, Version = 0, DueAt = DateTimeOffset.UnixEpoch, Payload = new byte[60 * 1024] }, CancellationToken.None) is not null}";
        case "race":
            AdvancedFamily[] steps = await Task.WhenAll(Enumerable.Range(0, numbers[1]).Select(_ => Task.Run(async () => await store.AdvanceFamilyAsync(Step(name, numbers[0]), CancellationToken.None))));
            return $"{steps.Count(step => step.HasMoved)} {string.Join(',', steps.Select(step => step.Family!.Generation).Distinct())}";
        case "storm":
            using (CancellationTokenSource over = new(TimeSpan.FromSeconds(numbers[0])))
            {
                int[] moved = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StormAsync(name, over.Token))));
                return $"{moved.Sum()}";
            }

        case "crowd":
            TakenPlace[] taken = await Task.WhenAll(Enumerable.Range(0, numbers[0]).Select(i => Task.Run(async () => await store.TakePlaceAsync(Place($"{name} {i}"), CancellationToken.None))));
            return $"{taken.Count(place => place.IsTaken)}";
        case "lease":
            return $"{await rows.LeaseAsync(name, TimeSpan.Zero, CancellationToken.None) is not null}";
        default:
            return "unknown";
    }
}

async Task<int> StormAsync(string name, CancellationToken over)
{
    int moved = 0;
    for (int generation = 0; !over.IsCancellationRequested;)
    {
        AdvancedFamily advanced = await store.AdvanceFamilyAsync(Step(name, generation), CancellationToken.None);
        moved += advanced.HasMoved ? 1 : 0;
        generation = advanced.Family!.Generation;
    }

    return moved;
}

static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

static FamilyId Id(string name) => new(Hash($"id {name}"));

static FamilyStep Step(string name, int from) => new() { Id = Id(name), From = from, To = from + 1, IdleLifetime = TimeSpan.FromHours(1) };

static RoomPlace Place(string name) => new() { Id = Hash($"place {name}"), Room = Hash("room"), Holder = Hash(name), Capacity = 50, Life = TimeSpan.FromSeconds(15) };

static NewFamily NewFamily(string name) => new()
{
    Id = Id(name),
    Subject = "player",
    Provider = "toy",
    ProviderSubject = "1001",
    Profile = "web",
    ClientId = "game",
    Lifetime = TimeSpan.FromDays(1),
    IdleLifetime = TimeSpan.FromHours(1),
    Nonce = Hash($"nonce {name}"),
    NonceLifetime = TimeSpan.FromHours(1),
};
