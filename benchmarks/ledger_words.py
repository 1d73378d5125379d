"""The invented words of :mod:`benchmarks.ledgers`."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN = _words(
    """
    Adele Alan Amrita Andrew Anita Anthony Aroha Beatriz Benjamin Bridget Callum Caroline Catherine Charles Chun
    Ciaran Daniel Daphne David Deepak Denise Dimitri Eamon Edward Elena Elizabeth Farah Fiona Gavin George
    Gloria Graham Hana Harold Helen Hemi Huong Imran Irene James Janet Jasmine Jennifer Jin Joanne John Joseph
    Joyce Karen Kenneth Khalid Kirsten Lakshmi Laura Lesley Lindiwe Lorraine Luca Margaret Martin Mei Mere
    Michael Minh Nadia Naomi Neville Niamh Nicholas Nikhil Noel Norma Oscar Pamela Patricia Paul Peter Philip
    Pooja Rachel Rangi Rebecca Rhys Richard Robert Rosa Ruth Samuel Sanjay Sarah Shane Sinéad Sofia Stanley
    Stephen Susan Tane Teresa Thabo Thomas Timothy Trevor Ursula Valerie Victor Vivian Walter Wendy William Xin
    Yasmin Yvonne Zainab José François Māia Jürgen Zoë
    """
)
NICKNAMES = {
    "Andrew": ("Andy",), "Anthony": ("Tony",), "Benjamin": ("Ben",), "Catherine": ("Cathy", "Kate"), "Charles": ("Charlie",),
    "Daniel": ("Dan",), "David": ("Dave",), "Edward": ("Ted", "Ed"), "Elizabeth": ("Liz", "Beth"), "James": ("Jim",),
    "Jennifer": ("Jen", "Jenny"), "Joseph": ("Joe",), "Kenneth": ("Ken",), "Margaret": ("Maggie", "Peg"),
    "Michael": ("Mike", "Mick"), "Nicholas": ("Nick",), "Patricia": ("Pat", "Trish"), "Rebecca": ("Bec", "Becky"),
    "Richard": ("Rick", "Dick"), "Robert": ("Bob", "Rob"), "Samuel": ("Sam",), "Stephen": ("Steve",), "Susan": ("Sue",),
    "Thomas": ("Tom",), "Timothy": ("Tim",), "William": ("Bill", "Will"), "Victor": ("Vic",), "Walter": ("Wally",),
}  # fmt: skip
COMMON = _words(
    """
    Smith Jones Brown Wilson Taylor Nguyen Singh Chen Patel Lee Kelly Murphy Khan Williams Martin
    """
)
FAMILIES = _words(
    """
    Abelson Addicott Akehurst Anstruther Arbuthnot Balfour Barraclough Beresford Blackadder Borthwick
    Brackenbury Calloway Carruthers Chaudhary Christou Coombes Corrigan Crowhurst Dalrymple Delahunty Devereux
    Dimitriou Donoghue D'Souza Eastwood Ekstrom Fairbairn Fennelly Fitzroy Forsythe Galbraith Gathercole
    Goldfinch Gonçalves Grimshaw Haldane Hathaway Heaphy Hinchcliffe Hokianga Huntingdon Ihaka Inglewood
    Jablonski Jayawardena Kaminski Karunaratne Katsaros Kershaw Khumalo Kinsella Kowalczyk Lachance Langridge
    Lefèvre Leibowitz Lockwood MacAllister Macready Maddison Mahuta Makepeace Marchbanks McGillicuddy McTavish
    Merriweather Moriarty Mukherjee Müller Naidoo Nakamura Ngata O'Connell O'Rourke Oduya Okafor Ormerod
    Osterberg Papadakis Pemberley Penrose Petrov Pickersgill Quigley Radcliffe Rajapaksa Redfern Rodríguez
    Rosenthal Rutledge Sakamoto Satterthwaite Schneider Seddon Shaughnessy Silverman Sithole Skinner Sotiriou
    Stainforth Sutcliffe Tangaroa Templeton Thistlethwaite Trelawney Tupou Underhill Van-Dyk Vasquez Venkatesh
    Villiers Wainwright Waterhouse Weatherall Whakatau Wickham Winterbourne Xanthopoulos Yamamoto Yeo Zielinski
    Zografos
    """
)
FIRMS = _words(
    """
    Bluewren Copperfield Saltbush Ironstone Kingfisher Larkspur Mistral Northgate Orchard Paperbark Quicksilver
    Redwood Stonecrop Tradewind Umbra Vantage Westerly Yarrow Zenith Amberjack Bellwether Cloudberry Driftwood
    Evergreen Foxglove Gumleaf Halfmoon Inkwell Jackdaw Kelpie Lodestar Marigold Nightjar Osprey Periwinkle
    """
)
TRADES = (
    "Plumbing", "Electrical Services", "Cafe", "Engineering", "Property Management", "Design", "Motors", "Landscaping",
    "Dental Services", "Consulting", "Transport", "Builders", "Roofing and Guttering", "Farms", "Physiotherapy", "Imports",
)  # fmt: skip
HOLDINGS = ("Nominees", "Holdings", "Custodians", "Investments", "Trustees")
TOWNS = (
    ("Port Orlen", "NSW", "21"), ("Dunmarra", "VIC", "31"), ("Hexwater", "QLD", "42"), ("Kingsreach", "SA", "51"),
    ("Brannock", "WA", "61"), ("Tolver", "TAS", "70"), ("Saltmere", "NSW", "23"), ("Quarry Bay", "VIC", "33"),
)  # fmt: skip
STREETS = (
    "Banksia Street", "Ferry Road", "Station Street", "Marsh Lane", "Prospect Avenue", "Quay Street", "Alder Crescent",
    "Mission Terrace", "High Street", "Hillview Road", "Orchard Lane", "Beacon Parade", "Wharf Road", "Jubilee Drive",
    "Cobbler Close", "Garrison Street", "Cathedral Place", "Fern Grove", "Tannery Road", "Lighthouse Avenue",
)  # fmt: skip
PROVIDERS = ("gmail.com", "outlook.com", "bigpond.com", "mail.example", "post.example")
BOOKKEEPERS = ("admin@tidybooks.example", "ledgers@brightside.example")
OFFICE = "Level 4, 88 Exchange Street"
