/**
 * The English words of an assigned unlock secret: 1024 words, separated by single spaces.
 * The position of a word is its 10-bit value (0 to 1023), so 5 words drawn evenly are one of 2^50 secrets.
 * The list is our own. Never reorder it, and never replace a word: secrets already given out depend on it.
 */
export const wordsEn =
	'acorn acrobat actor adult advice album almond alphabet amber anchor animal ankle answer antelope apple ' +
	'apricot april apron aquarium armchair artist athlete atlas attic author autumn avenue avocado award baby ' +
	'bake bakery balcony ballet balloon bamboo banana banner barley barn barrel basil basket bathtub battery ' +
	'beach beads beagle beaver beetle beetroot bell bench berry bicycle birch bird birdsong birthday biscuit ' +
	'blanket blender blossom blouse bonfire bonnet book bookcase bookmark bookshop borrow bottle boulder ' +
	'bouquet bowl bracelet branch bread breeze brick bridge bright broccoli broom brother brown brunch brush ' +
	'bubble bucket buffalo building bulb bunny burger bus butter button cabbage cabin cable cactus cafe ' +
	'calendar calm camel camera campfire canal canary candle candy canvas canyon caramel carnival carpet ' +
	'carriage carrot carry cartoon castle cat ceiling celery cello cement century chair chalk champion chapter ' +
	'charcoal chart cheddar cheese cheetah cherry chess chestnut chicken chimney cinema cinnamon circle circus ' +
	'city clarinet clever climb clock cloth cloud clover clown coach coast coat coconut coffee coin collect ' +
	'comb comedy comet compass computer concert cone cookie copper coral corn corner costume cottage cotton ' +
	'couch counter cousin cover cow crab crane crayon cream cricket crisp crocus crown crumb cube cucumber cup ' +
	'cupboard cupcake curly curry curtain curve cushion custard cyclist daffodil daisy dancer daughter dawn ' +
	'daylight december desert design desk detail diagram diamond dice dinner dinosaur dish diver dog dolphin ' +
	'donkey door doorbell doormat doorstep dove dragon drawer drawing dream dress drizzle drum duck duckling ' +
	'dumpling dune duster eagle ear early earring earth easel east eclipse egg eggplant elbow elephant eleven ' +
	'elk emerald engine engineer envelope eraser evening event exercise explorer eyebrow fabric face falcon ' +
	'family farmer farmyard father feather fence fern festival fiction fiddle field fig finger firefly ' +
	'fireside fish flame flamingo flannel fleece float flock floor florist flower fluffy flute foal fog folder ' +
	'foot football footstep forest fork fossil fountain frame freezer fresh friday fridge friend frog frost ' +
	'fruit fudge funny future galaxy gallery gallop game garage garden garland garlic gate gather gazelle ' +
	'gecko gentle giant gift ginger giraffe glacier glass glider glitter globe glove glue goat gold golden ' +
	'goldfish goose gorilla grain grammar grandma granite grape grass gravel green greeting grocer ground ' +
	'group grove guest guide guitar gull haircut hallway hammock hamster hand handle happy harmony harp ' +
	'harvest hat hawk hazelnut headline heater hedge hedgehog helmet hen herb heron hiker hill hobby hockey ' +
	'holiday home honey hood hop horizon horn horse house hundred hut iceberg icing idea igloo iguana ink ' +
	'insect inside iron island ivory ivy jacket jaguar jam january jasmine jeans jelly jersey jewel jigsaw ' +
	'jogger joke journal joy jug juggler juice july jump jumper jungle junior kale kangaroo kayak kebab ' +
	'ketchup kettle keyboard kilogram kind kingdom kiosk kitchen kite kitten kiwi knee koala label lace ladder ' +
	'lady ladybug lagoon lake lamp lantern laptop lark laugh laundry lavender lawn leader leaf learn lecture ' +
	'legend lemon lens leopard lesson letter lettuce level library lid light lilac lily lime linen lion listen ' +
	'little lively lizard llama lobster lollipop loom lounge lucky lullaby lunchbox macaroni machine magazine ' +
	'magic magnet magpie mailbox mammal mango maple marathon marble march market mascot math meadow meal ' +
	'measure medal melody melon memory menu merry metal meteor midday milk miller mint minute mirror mitten ' +
	'mobile model modern monday monkey monsoon month moon morning mosaic moss moth mother motor mountain mouse ' +
	'muffin mulberry museum mushroom music mustard napkin narrow nature neat necklace nectar nephew nest niece ' +
	'nineteen noisy noodle noon north nose notebook notepad novel november number oak oatmeal ocean october ' +
	'office olive onion opera orange orchard orchid oregano origami ostrich otter outdoor oval oven overcoat ' +
	'owl oxygen oyster paddle page painter palace palm pancake panda panel pantry papaya paper paprika parade ' +
	'parasol parcel parent park parrot parsley partner passage pasta pastry path patio pattern pavement peach ' +
	'peacock peanut pear pebble pecan pelican pencil penguin pepper person petal phoenix phone photo piano ' +
	'pickle picnic picture pigeon pilot pine pinecone pinwheel pizza planet plank plate plaza plum plumber ' +
	'pocket poem polar polish polite pollen pond ponytail popcorn porch porridge postcard poster potato ' +
	'pottery pour prairie present pretzel printer prism prize project proud puffin pulley pumpkin pupil puppet ' +
	'puppy purple purse puzzle pyramid quail quarter queen question quick quiet quilt quiz rabbit raccoon ' +
	'radio radish railway rainbow raincoat rainfall raisin ramp ranch ranger rattle raven reader recipe ' +
	'recorder reed referee reindeer repair rhubarb ribbon rice rider ridge river roast robe robin robot roof ' +
	'rooster rose rosemary round ruby rug ruler runner saddle safari sage salad salmon salt sand sandal ' +
	'sandbox sandpit sandwich saturday saucepan sausage sawdust scale scarf scenery school science scooter ' +
	'score scout scroll seagull seahorse seashell seaside season seat seaweed seed seven shade shampoo shape ' +
	'sheep shelf shiny shirt shoelace shop shore shorts shoulder shovel shower shrimp sidewalk silk silver ' +
	'simple singer sister sixteen skate sketch ski skirt skyline sled sleeve slice slide slipper smile smooth ' +
	'smoothie snack snail sneaker snow snowball snowman soap soccer sock soda sofa soil solar song soup south ' +
	'soy sparrow speaker spell spice spider spinach spiral splash sponge spoon spring sprout spruce square ' +
	'squash squid squirrel stable stadium stairs stamp star starfish station statue sticker stone stork straw ' +
	'stream street string stripe student studio subway sugar summer sunbeam sunday sunhat sunlight sunny ' +
	'sunrise sunset sunshine supper surfer swallow swan sweater sweet swim swimmer swing switch syrup system ' +
	'table tadpole tailor talent tango tasty tea teacher teacup teapot teaspoon teddy tennis tent textbook ' +
	'texture thirteen thistle thread thumb thunder thursday ticket tide tiger tile timber timer tiny toast toe ' +
	'toffee tomato tomorrow toolbox tooth topping tortoise towel town tractor trail tram travel treasure tree ' +
	'treetop triangle tricycle trio trolley trombone trophy trousers trout trumpet tube tuesday tulip tuna ' +
	'turkey turnip turtle tutor twelve twenty twig twilight umbrella unicorn universe upstairs vacation valley ' +
	'vanilla vase vehicle velvet verb verse vest victory village vine vinegar violet visit vitamin voice ' +
	'volcano vulture waffle wagon waiter wall wallet walnut walrus wardrobe warm wasp watch water wave weather ' +
	'weaver weekday weekend welcome west whale wheat wheel whisk whistle white willow windmill window windy ' +
	'wing winner winter wisdom wolf wonder wood wooden woodland word workshop world writer yard yawn year ' +
	'yellow yoga yolk youth zebra zero zigzag zipper zone';
