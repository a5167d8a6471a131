using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Server;
using GameAuth.Storage;

// GameAuth.Server.PostgreSql.Host <connection string> <schema> <operation> <name> [number]
// It says "ready" once it is connected, and does the operation when a line comes:
//   create       creates the family of the name
//   step         moves it from the generation
//   end          ends it
//   write        writes the first version of a row
//   race         moves the family from generation 0, so many times at once, and says "<moved> <generations seen>"
//   walk         moves it from the generation on and on, and says each generation once it is told; "late" where another one moved it
PostgreSqlStoreOptions options = new() { ConnectionString = args[0], ListenConnectionString = "", Schema = args[1] };
string name = args[3];
int number = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : 0;
FamilyId id = new(Hash($"id {name}"));
await using PostgreSqlSessionStore store = new(options);
await using PostgreSqlTokenStore rows = new(options);
await store.FindFamilyAsync(id, CancellationToken.None);
await rows.ReadAsync(new RowKey("owner", name), CancellationToken.None);
Console.WriteLine("ready");
Console.ReadLine();

switch (args[2])
{
    case "create":
        await store.CreateFamilyAsync(NewFamily(), CancellationToken.None);
        break;
    case "step":
        await store.AdvanceFamilyAsync(Step(number), CancellationToken.None);
        break;
    case "end":
        await store.EndAsync(
            new Revocation { Target = RevocationTarget.Family, Value = id.ToString(), Reason = EndReasons.Logout, KeepFor = TimeSpan.FromHours(1) }, CancellationToken.None);
        break;
    case "write":
        await rows.TryWriteAsync(new RowKey("owner", name), null, new RowVersion(7, 1), Hash(name), CancellationToken.None);
        break;
    case "race":
        AdvancedFamily[] steps = await Task.WhenAll(Enumerable.Range(0, number).Select(_ => Task.Run(async () => await store.AdvanceFamilyAsync(Step(0), CancellationToken.None))));
        Console.WriteLine($"{steps.Count(step => step.HasMoved)} {string.Join(',', steps.Select(step => step.Family!.Generation).Distinct())}");
        return;
    case "walk":
        for (int generation = number; (await store.AdvanceFamilyAsync(Step(generation), CancellationToken.None)).HasMoved; generation++)
        {
            Console.WriteLine(generation + 1);
        }

        Console.WriteLine("late");
        break;

    default:
        throw new ArgumentException(args[2]);
}

Console.WriteLine("done");

static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

FamilyStep Step(int from) => new() { Id = id, From = from, To = from + 1, IdleLifetime = TimeSpan.FromHours(1) };

NewFamily NewFamily() => new()
{
    Id = id,
    Subject = "player",
    Provider = "toy",
    ProviderSubject = "1001",
    Profile = "web",
    ClientId = "game",
    Lifetime = TimeSpan.FromDays(1),
    IdleLifetime = TimeSpan.FromHours(1),
    Nonce = Hash($"nonce {name}"),
    NonceLifetime = TimeSpan.FromMinutes(5),
};
